import { foldCase } from '../../event/text-case.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const startsWith: FunctionDefinition = {
  name: 'startsWith',
  parameters: [
    { name: 'source', type: 'string' },
    { name: 'beginning', type: 'string' },
  ],
  returns: 'boolean',
  hasCaseInsensitiveVariant: true,
  doc: 'Whether a text starts with another.',
  examples: [
    { expr: 'startsWith("explorer.exe", "explorer")', result: true },
    { expr: 'startsWith("explorer.exe", "EXPLORER")', result: false },
    { expr: 'startsWith~("explorer.exe", "EXPLORER")', result: true },
    { expr: 'startsWith("explorer.exe", "")', result: true },
    { expr: 'startsWith("explorer.exe", null)', result: null },
  ],
  evaluate([source, beginning], ignoreCase) {
    if (typeof source !== 'string' || typeof beginning !== 'string') return null;
    return ignoreCase ? foldCase(source).startsWith(foldCase(beginning)) : source.startsWith(beginning);
  },
};
