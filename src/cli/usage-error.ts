import type { Diagnostic } from '../source/diagnostic.ts';

/** The call as a whole leads nowhere: told as a diagnostic, exit code 2. */
export class UsageError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}
