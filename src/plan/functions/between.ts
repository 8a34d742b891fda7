import { foldCase } from '../../event/text-case.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const between: FunctionDefinition = {
  name: 'between',
  parameters: [
    { name: 'source', type: 'string' },
    { name: 'left', type: 'string' },
    { name: 'right', type: 'string' },
    { name: 'greedy', type: 'boolean', optional: true },
  ],
  returns: 'string',
  hasCaseInsensitiveVariant: true,
  doc: 'The text after the first `left` and before the next `right`, or the last `right` where `greedy` is true; null where either is not found.',
  examples: [
    { expr: 'between("C:\\\\Temp\\\\a.exe", "\\\\", "\\\\")', result: 'Temp' },
    { expr: 'between("a/b/c/d", "/", "/", true)', result: 'b/c' },
    { expr: 'between("a/b/c/d", "", "/")', result: 'a' },
    { expr: 'between("a/b/c/d", "b", "", true)', result: '/c/d' },
    { expr: 'between("/a", "a", "/", true)', result: null },
    { expr: 'between("", "a", "b")', result: '' },
    { expr: 'between("UserName", "USER", "e")', result: null },
    { expr: 'between~("UserName", "USER", "E")', result: 'Nam' },
  ],
  evaluate([source, left, right, greedy = false], ignoreCase) {
    if (typeof source !== 'string' || typeof left !== 'string' || typeof right !== 'string') return null;
    if (greedy === null) return null;
    if (source === '') return '';
    // Folding keeps the length, so that places in the folded text are places in the text.
    const [text, opening, closing] = ignoreCase ? [source, left, right].map(foldCase) : [source, left, right];
    if (text === undefined || opening === undefined || closing === undefined) return null;
    const found = text.indexOf(opening);
    if (found < 0) return null;
    const start = found + opening.length;
    const end = greedy === true ? text.lastIndexOf(closing) : text.indexOf(closing, start);
    return end < start ? null : source.slice(start, end);
  },
};
