import { parse as parseToml } from 'smol-toml';
import { compileEql } from '../../lang/eql/index.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { searchDocuments } from './search-documents.ts';
import type { ConformanceCase, FoldingSuite, Outcome, ReadText } from './suite.ts';

interface FoldingGroup {
  /** Without `expected` the value is null. */
  readonly fold?: {
    readonly tests?: readonly { readonly expression: string; readonly expected?: unknown }[];
  };
  /** Expressions that must be refused. */
  readonly verifier?: { readonly failures?: readonly { readonly expression: string }[] };
}

export function readFoldingSuite({ file }: FoldingSuite, readText: ReadText): readonly ConformanceCase[] {
  // The shape that the README of the suites explains.
  const groups = parseToml(readText(file)) as unknown as { readonly [name: string]: FoldingGroup };
  return Object.entries(groups).flatMap(([group, { fold, verifier }]) => [
    ...(fold?.tests ?? []).map(({ expression, expected = null }) => ({
      name: `${group}: ${expression}`,
      run: () => runFolding(expression, expected),
    })),
    ...(verifier?.failures ?? []).map(({ expression }) => ({
      name: `${group}: ${expression}`,
      run: () => runRefusal(expression),
    })),
  ]);
}

/** One event without fields is found if the expression has the value, and none by its opposite. */
async function runFolding(expression: string, expected: unknown): Promise<Outcome> {
  const value = JSON.stringify(expected);
  const holds = async (op: string): Promise<boolean> => {
    const query = `any where (${expression}) ${op} ${value}`;
    return (await searchDocuments(query, [{ n: 1 }], { eql: {}, position: 'head' })).length === 1;
  };
  const passes = (await holds('==')) && !(await holds('!='));
  return { passes, expected: value, found: passes ? value : 'another value' };
}

async function runRefusal(expression: string): Promise<Outcome> {
  const { diagnostics } = compileEql(sourceText('<query>', `any where ${expression} == null`));
  const passes = diagnostics.some(isError);
  return { passes, expected: 'refused', found: passes ? 'refused' : 'accepted' };
}
