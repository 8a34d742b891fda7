import { foldCase } from '../../event/text-case.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const stringContains: FunctionDefinition = {
  name: 'stringContains',
  parameters: [
    { name: 'source', type: 'string' },
    { name: 'wanted', type: 'string' },
  ],
  returns: 'boolean',
  hasCaseInsensitiveVariant: true,
  doc: 'Whether a text contains another; an empty text contains nothing and is contained in nothing.',
  examples: [
    { expr: 'stringContains("start explorer.exe now", "explorer")', result: true },
    { expr: 'stringContains("Start", "START")', result: false },
    { expr: 'stringContains~("Start", "START")', result: true },
    { expr: 'stringContains("", "")', result: false },
    { expr: 'stringContains("start", "")', result: false },
    { expr: 'stringContains(null, "start")', result: null },
  ],
  evaluate([source, wanted], ignoreCase) {
    if (typeof source !== 'string' || typeof wanted !== 'string') return null;
    if (wanted === '') return false;
    return ignoreCase ? foldCase(source).includes(foldCase(wanted)) : source.includes(wanted);
  },
};
