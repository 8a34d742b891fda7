import { expect, test } from 'vitest';
import { coerceQuery } from './coerce-query.ts';

const schema = {
  properties: {
    size: { type: 'integer' },
    deep: { type: 'boolean' },
    ids: { type: 'array', items: { type: 'number' } },
    name: { type: 'string' },
  },
};

test('texts become what the schema asks for, and stay what they are where they are nothing of the kind', () => {
  const query = { size: '10', deep: 'true', ids: ['1', '2.5'], name: '7', other: '1' };
  expect(coerceQuery(query, schema)).toEqual({ size: 10, deep: true, ids: [1, 2.5], name: '7', other: '1' });
  const odd = { size: '', deep: 'yes', ids: 'x', name: 'true', __proto__: null };
  expect(coerceQuery(odd, schema)).toEqual({ size: '', deep: 'yes', ids: ['x'], name: 'true' });
  expect(coerceQuery({ size: '0x10' }, schema)).toEqual({ size: '0x10' });
  expect(coerceQuery({ size: '1' }, undefined)).toEqual({ size: '1' });
});
