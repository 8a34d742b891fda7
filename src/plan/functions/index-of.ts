import { foldCase } from '../../event/text-case.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const indexOf: FunctionDefinition = {
  name: 'indexOf',
  parameters: [
    { name: 'source', type: 'string' },
    { name: 'wanted', type: 'string' },
    { name: 'start', type: 'integer', optional: true },
  ],
  returns: 'integer',
  hasCaseInsensitiveVariant: true,
  doc: 'The place of the first occurrence at or after `start`, counted from 0 in UTF-16 units; null where there is none.',
  examples: [
    { expr: 'indexOf("subdomain.example", ".")', result: 9 },
    { expr: 'indexOf("a.b.c", ".", 2)', result: 3 },
    { expr: 'indexOf("a.b.c", ".", -7)', result: 1 },
    { expr: 'indexOf("a.b.c", ".", null)', result: 1 },
    { expr: 'indexOf("a.b.c", "", 2)', result: 2 },
    { expr: 'indexOf("a.b.c", "", 6)', result: null },
    { expr: 'indexOf("a.b.c", "B")', result: null },
    { expr: 'indexOf~("a.b.c", "B")', result: 2 },
  ],
  evaluate([source, wanted, start], ignoreCase) {
    if (typeof source !== 'string' || typeof wanted !== 'string') return null;
    const from = Math.max(0, Number(start ?? 0));
    if (from > source.length) return null;
    // Folding keeps the length, so that places in the folded text are places in the text.
    const found = ignoreCase
      ? foldCase(source).indexOf(foldCase(wanted), from)
      : source.indexOf(wanted, from);
    return found < 0 ? null : found;
  },
};
