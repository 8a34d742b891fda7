import { arithmetic } from '../arithmetic.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const divide: FunctionDefinition = {
  name: 'divide',
  parameters: [
    { name: 'x', type: 'number' },
    { name: 'y', type: 'number' },
  ],
  returns: 'number',
  hasCaseInsensitiveVariant: false,
  doc: 'The first number divided by the second, as `/` gives it; two whole numbers give a whole number, rounded toward zero.',
  examples: [
    { expr: 'divide(7, 2)', result: 3 },
    { expr: 'divide(-7, 2)', result: -3 },
    { expr: 'divide(7, 2.5)', result: 2.8 },
    { expr: 'divide(7, 0)', result: null },
  ],
  evaluate: ([x, y]) => arithmetic('/', x, y),
};
