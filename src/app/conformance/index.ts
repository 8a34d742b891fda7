/**
 * Runs the test suites of another engine against ours: `npm run conformance -- DIR`.
 *
 * DIR/suites.json lists files, each with its kind and its settings: queries over documents, streams drawn as text,
 * expressions of constants, queries with mistakes (suite.ts). A reader per kind turns a file into cases
 * (query-suite.ts, series-suite.ts, folding-suite.ts, error-suite.ts), and all cases run on what users run:
 * query-events.ts over a stream of bytes. Suites are read where they lie and are no part of this project; a folder
 * of anybody's that is laid out so will do.
 *
 * Nothing is skipped. A case whose answer we do not share stands in known-differences.ts with its reason and
 * with the answer that we give instead, and that is what it is held to.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unreachable } from '../../base/unreachable.ts';
import { readErrorSuite } from './error-suite.ts';
import { readFoldingSuite } from './folding-suite.ts';
import { type KnownDifference, knownDifferences } from './known-differences.ts';
import { readQuerySuite } from './query-suite.ts';
import { Refused } from './search-documents.ts';
import { readSeriesSuite } from './series-suite.ts';
import type { ConformanceCase, Outcome, ReadText, Suite } from './suite.ts';

export interface CaseReport extends Outcome {
  readonly file: string;
  readonly name: string;
  /** Passed, but with an answer of our own. */
  readonly difference?: KnownDifference;
}

/** Runs every case of every suite that `folder`/suites.json names, in order. */
export async function* runConformance(folder: string): AsyncGenerator<CaseReport> {
  const readText: ReadText = path => readFileSync(join(folder, path), 'utf8');
  // The shape that suite.ts explains.
  const suites = JSON.parse(readText('suites.json')) as readonly Suite[];
  for (const suite of suites) {
    for (const test of readSuite(suite, readText)) {
      const difference = knownDifferences.find(({ file, name }) => file === suite.file && name === test.name);
      const outcome = await runCase(test);
      const report = { file: suite.file, name: test.name };
      yield difference === undefined
        ? { ...report, ...outcome }
        : { ...report, ...holdTo(difference, outcome), difference };
    }
  }
}

function readSuite(suite: Suite, readText: ReadText): readonly ConformanceCase[] {
  switch (suite.kind) {
    case 'queries':
      return readQuerySuite(suite, readText);
    case 'series':
      return readSeriesSuite(suite, readText);
    case 'folding':
      return readFoldingSuite(suite, readText);
    case 'errors':
      return readErrorSuite(suite, readText);
    default:
      return unreachable(suite);
  }
}

/** A query that is refused, and a bug, fail their case and not the run. */
async function runCase(test: ConformanceCase): Promise<Outcome> {
  try {
    return await test.run();
  } catch (problem) {
    const found =
      problem instanceof Refused
        ? `refused: ${problem.message}`
        : String(problem instanceof Error ? problem.stack : problem);
    return { passes: false, expected: 'an answer', found };
  }
}

function holdTo(difference: KnownDifference, outcome: Outcome): Outcome {
  if (outcome.passes)
    return {
      passes: false,
      expected: `the difference that known-differences.ts lists: ${difference.found}`,
      found: `what the suite expects, ${outcome.expected}`,
    };
  return { ...outcome, passes: outcome.found.split('\n').some(line => line.startsWith(difference.found)) };
}
