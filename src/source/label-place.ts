import type { Diagnostic, Label } from './diagnostic.ts';
import { type Place, placeOf } from './source-text.ts';

/** Where a label stands in the file that the user edits; `end` is exclusive and never before `start`. */
export interface LabelPlace {
  readonly start: Place;
  readonly end: Place;
}

export function placeOfLabel(label: Label): LabelPlace {
  const start = placeOf(label.source, label.span.start);
  const end = placeOf(label.source, label.span.end);
  return end.offset < start.offset ? { start, end: start } : { start, end };
}

/** The file a diagnostic is about, and its primary place there; no place where a whole file is meant. */
export function placeOfDiagnostic(diagnostic: Diagnostic): { file?: string; place?: LabelPlace } {
  const [primary] = diagnostic.labels;
  if (primary !== undefined) {
    const place = placeOfLabel(primary);
    return { file: place.start.source.name, place };
  }
  return diagnostic.file === undefined ? {} : { file: diagnostic.file };
}
