import { arithmetic } from '../arithmetic.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const multiply: FunctionDefinition = {
  name: 'multiply',
  parameters: [
    { name: 'x', type: 'number' },
    { name: 'y', type: 'number' },
  ],
  returns: 'number',
  hasCaseInsensitiveVariant: false,
  doc: 'The product of two numbers, as `*` gives it.',
  examples: [
    { expr: 'multiply(-2, 2.5)', result: -5 },
    { expr: 'multiply(4611686018427387904, 2)', result: null },
  ],
  evaluate: ([x, y]) => arithmetic('*', x, y),
};
