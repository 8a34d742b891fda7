import { arithmetic } from '../arithmetic.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const add: FunctionDefinition = {
  name: 'add',
  parameters: [
    { name: 'x', type: 'number' },
    { name: 'y', type: 'number' },
  ],
  returns: 'number',
  hasCaseInsensitiveVariant: false,
  doc: 'The sum of two numbers, as `+` gives it.',
  examples: [
    { expr: 'add(3, 0.5)', result: 3.5 },
    { expr: 'add(4, null)', result: null },
  ],
  evaluate: ([x, y]) => arithmetic('+', x, y),
};
