import { compileWildcards } from '../../event/wildcard.ts';
import { constantTexts } from './constant-texts.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const wildcard: FunctionDefinition = {
  name: 'wildcard',
  parameters: [
    { name: 'source', type: 'string' },
    { name: 'pattern', type: 'string', constant: true },
  ],
  variadic: true,
  returns: 'boolean',
  hasCaseInsensitiveVariant: true,
  doc: 'Whether a text matches one of the patterns, in which `*` is any text and `?` one character; `like` says the same in newer queries.',
  examples: [
    { expr: 'wildcard("explorer.exe", "*.dll", "expl?rer.*")', result: true },
    { expr: 'wildcard("explorer.exe", "*.EXE")', result: false },
    { expr: 'wildcard~("explorer.exe", "*.EXE")', result: true },
    { expr: 'wildcard(null, "*")', result: null },
  ],
  evaluate: ([source, ...patterns], ignoreCase) => prepare(patterns, ignoreCase)(source),
  prepare,
};

function prepare(
  patterns: Parameters<FunctionDefinition['evaluate']>[0],
  ignoreCase: boolean,
): ReturnType<NonNullable<FunctionDefinition['prepare']>> {
  const matches = compileWildcards(constantTexts(patterns), ignoreCase);
  return source => (typeof source === 'string' ? matches(source) : null);
}
