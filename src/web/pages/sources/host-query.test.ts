import { expect, test } from 'vitest';
import { hostQuery } from './host-query.ts';

test('quotes and backslashes of a name stay its own', () => {
  expect(hostQuery('a "b" \\c')).toBe('host.name: "a \\"b\\" \\\\c"');
});
