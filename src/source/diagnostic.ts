import type { DiagnosticCode } from './codes/index.ts';
import type { SourceText } from './source-text.ts';
import type { Span } from './span.ts';

export type Severity = 'error' | 'warning' | 'hint';

/**
 * Something to tell the user, as data: one shape for languages, rules, settings and input, rendered for the
 * terminal, as JSON or in an editor from the same value. Mistakes of users are diagnostics; exceptions are
 * bugs of ours or of the world (a disk, a socket).
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One line that stands alone: lower case, no full stop, the user's words in back-ticks. */
  readonly message: string;
  /** Where; the first is the primary one. Empty where a whole file or input is meant: then `file` names it. */
  readonly labels: readonly Label[];
  /** The file or input meant, for a diagnostic without labels. */
  readonly file?: string;
  /** Facts that help to understand. */
  readonly notes: readonly string[];
  /** What to do. */
  readonly help?: string;
  /** What the text at the first label becomes if the user agrees; only where that is what was meant, almost surely. */
  readonly replacement?: string;
}

export interface Label {
  readonly source: SourceText;
  readonly span: Span;
  /** Said under the caret; may be empty. */
  readonly text: string;
}

/** What a front end gives back: as much of the value as could be made, and all there is to say about it. */
export interface Checked<T> {
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

export function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error';
}
