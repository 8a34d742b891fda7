import type { DiagnosticCode } from './codes/index.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';
import { placeOfDiagnostic } from './label-place.ts';

/** A diagnostic for programs (`check --format json`): positions count from 1, null where there is none. */
export interface DiagnosticJson {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** The first place after the text meant. */
  readonly endLine: number | null;
  readonly endColumn: number | null;
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: string | null;
}

export function diagnosticJson(diagnostic: Diagnostic): DiagnosticJson {
  const { file, place } = placeOfDiagnostic(diagnostic);
  return {
    file: file ?? null,
    line: place?.start.line ?? null,
    column: place?.start.column ?? null,
    endLine: place?.end.line ?? null,
    endColumn: place?.end.column ?? null,
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    notes: diagnostic.notes,
    help: diagnostic.help ?? null,
  };
}
