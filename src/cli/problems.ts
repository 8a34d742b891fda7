import process from 'node:process';
import type { Diagnostic } from '../source/diagnostic.ts';
import { renderDiagnostics } from '../source/render-terminal.ts';
import { colorsFor } from './colors.ts';
import { counted } from './numbers.ts';
import { talk } from './output.ts';

const MOST_SHOWN = 10;

/**
 * Tells problems with the input as they come, the first ten in full: a file of a million broken lines is told
 * by its count, which the summary has.
 */
export function problemTeller(): { tell(diagnostic: Diagnostic): void; end(): void } {
  const color = colorsFor(process.stderr).isColorSupported;
  let told = 0;
  return {
    tell(diagnostic) {
      told++;
      if (told <= MOST_SHOWN) talk(renderDiagnostics([diagnostic], { color }));
    },
    end() {
      if (told > MOST_SHOWN) talk(`… ${counted(told - MOST_SHOWN, 'more problem')} with the input\n`);
    },
  };
}
