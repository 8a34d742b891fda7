import type { FunctionDefinition } from './function-definition.ts';

export const length: FunctionDefinition = {
  name: 'length',
  parameters: [{ name: 'source', type: 'string' }],
  returns: 'integer',
  hasCaseInsensitiveVariant: false,
  doc: 'The length of a text in UTF-16 units.',
  examples: [
    { expr: 'length("explorer.exe")', result: 12 },
    { expr: 'length("")', result: 0 },
    { expr: 'length("\\u{1f600}")', result: 2 },
    { expr: 'length(null)', result: null },
  ],
  evaluate: ([source]) => (typeof source === 'string' ? source.length : null),
};
