import type { FunctionDefinition } from './function-definition.ts';

export const concat: FunctionDefinition = {
  name: 'concat',
  parameters: [{ name: 'value', type: 'any' }],
  variadic: true,
  returns: 'string',
  hasCaseInsensitiveVariant: false,
  doc: 'The values as one text; null where any of them is null.',
  examples: [
    { expr: 'concat("pid ", 4, " is ", true)', result: 'pid 4 is true' },
    { expr: 'concat("process is ", 2.5)', result: 'process is 2.5' },
    { expr: 'concat("alone")', result: 'alone' },
    { expr: 'concat("user ", null)', result: null },
  ],
  evaluate: values =>
    values.some(value => value === null || value === undefined) ? null : values.map(String).join(''),
};
