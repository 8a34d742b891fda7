import type { FunctionDefinition } from './function-definition.ts';

export const string: FunctionDefinition = {
  name: 'string',
  parameters: [{ name: 'value', type: 'any' }],
  returns: 'string',
  hasCaseInsensitiveVariant: false,
  doc: 'The value as text.',
  examples: [
    { expr: 'string(42)', result: '42' },
    { expr: 'string(2.5)', result: '2.5' },
    { expr: 'string(true)', result: 'true' },
    { expr: 'string("regsvr32.exe")', result: 'regsvr32.exe' },
    { expr: 'string(null)', result: null },
  ],
  evaluate: ([value]) => (value === null || value === undefined ? null : String(value)),
};
