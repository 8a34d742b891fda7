import { arithmetic } from '../arithmetic.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const modulo: FunctionDefinition = {
  name: 'modulo',
  parameters: [
    { name: 'x', type: 'number' },
    { name: 'y', type: 'number' },
  ],
  returns: 'number',
  hasCaseInsensitiveVariant: false,
  doc: 'The remainder of a division, as `%` gives it; it has the sign of the first number.',
  examples: [
    { expr: 'modulo(-10, 3)', result: -1 },
    { expr: 'modulo(10, 0.5)', result: 0 },
    { expr: 'modulo(10, 0)', result: null },
  ],
  evaluate: ([x, y]) => arithmetic('%', x, y),
};
