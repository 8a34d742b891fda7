import type { Diagnostic } from './diagnostic.ts';
import { placeOfDiagnostic } from './label-place.ts';

/**
 * By file, then line, then column, as one reads; what is about a whole file comes before what is inside it.
 * Diagnostics at the same place keep their order.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics
    .map(diagnostic => ({ diagnostic, ...placeOfDiagnostic(diagnostic) }))
    .sort((a, b) => {
      const [fileA, fileB] = [a.file ?? '', b.file ?? ''];
      if (fileA !== fileB) return fileA < fileB ? -1 : 1;
      return (a.place?.start.offset ?? -1) - (b.place?.start.offset ?? -1);
    })
    .map(({ diagnostic }) => diagnostic);
}
