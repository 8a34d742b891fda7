import process from 'node:process';
import type { Diagnostic } from '../source/diagnostic.ts';
import { renderDiagnostics } from '../source/render-terminal.ts';
import { colorsFor } from './colors.ts';
import { talk } from './output.ts';

/** Diagnostics that are talk and not data go to standard error: `most` in full, of the others the number. */
export function tellDiagnostics(diagnostics: readonly Diagnostic[], most: number = diagnostics.length): void {
  if (diagnostics.length === 0) return;
  talk(renderDiagnostics(diagnostics, { color: colorsFor(process.stderr).isColorSupported, most }));
}
