import { arithmetic } from '../arithmetic.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const subtract: FunctionDefinition = {
  name: 'subtract',
  parameters: [
    { name: 'x', type: 'number' },
    { name: 'y', type: 'number' },
  ],
  returns: 'number',
  hasCaseInsensitiveVariant: false,
  doc: 'The first number less the second, as `-` gives it.',
  examples: [
    { expr: 'subtract(10, 2)', result: 8 },
    { expr: 'subtract(null, 2)', result: null },
  ],
  evaluate: ([x, y]) => arithmetic('-', x, y),
};
