import type { FunctionDefinition } from './function-definition.ts';

export const substring: FunctionDefinition = {
  name: 'substring',
  parameters: [
    { name: 'source', type: 'string' },
    { name: 'start', type: 'integer' },
    { name: 'end', type: 'integer', optional: true },
  ],
  returns: 'string',
  hasCaseInsensitiveVariant: false,
  doc: 'The text from `start` up to but without `end`, counted from 0; negative places count from the end, null means the start and the end of the text.',
  examples: [
    { expr: 'substring("start regsvr32.exe", 6)', result: 'regsvr32.exe' },
    { expr: 'substring("start regsvr32.exe", 0, 5)', result: 'start' },
    { expr: 'substring("start regsvr32.exe", -4, null)', result: '.exe' },
    { expr: 'substring("start regsvr32.exe", null, -4)', result: 'start regsvr32' },
    { expr: 'substring("start", 4, 2)', result: '' },
    { expr: 'substring("start", 90)', result: '' },
    { expr: 'substring(null, 1)', result: null },
  ],
  evaluate([source, start, end]) {
    if (typeof source !== 'string') return null;
    return source.slice(Number(start ?? 0), Number(end ?? source.length));
  },
};
