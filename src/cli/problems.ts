import type { Diagnostic } from '../source/diagnostic.ts';
import { counted } from './numbers.ts';
import { talk } from './output.ts';
import { tellDiagnostics } from './tell-diagnostics.ts';

const MOST_SHOWN = 10;

/**
 * Tells problems with the input as they come, the first ten in full: a file of a million broken lines is told
 * by its count, which the summary has.
 */
export function problemTeller(): { tell(diagnostic: Diagnostic): void; end(): void } {
  let told = 0;
  return {
    tell(diagnostic) {
      told++;
      if (told <= MOST_SHOWN) tellDiagnostics([diagnostic]);
    },
    end() {
      if (told > MOST_SHOWN) talk(`… ${counted(told - MOST_SHOWN, 'more problem')} with the input\n`);
    },
  };
}
