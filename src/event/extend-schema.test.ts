import { describe, expect, test } from 'vitest';
import { ecsSchema } from './ecs-schema.ts';
import { extendSchema } from './extend-schema.ts';

const extended = extendSchema(ecsSchema, {
  'vpc.bytes': 'long',
  'process.pid': 'keyword',
  '__proto__.x': 'ip',
});

describe('an extended schema', () => {
  test.each([
    ['a new field has its type', 'vpc.bytes', 'long'],
    ['a known field takes the new type', 'process.pid', 'keyword'],
    ['any other field keeps its type', 'process.name', 'keyword'],
    ['what nobody declared is unknown', 'vpc', undefined],
    ['a name that objects have by nature is unknown', 'constructor', undefined],
    ['a name is a name, whatever it is spelt like', '__proto__.x', 'ip'],
  ])('%s', (_name, path, type) => {
    expect(extended.typeOf(path)).toBe(type);
  });

  test('names every field once, in order', () => {
    const names = extended.names();
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toHaveLength(ecsSchema.names().length + 2);
    expect(names).toContain('vpc.bytes');
  });

  test('reads a multi-field where the base reads it', () => {
    expect(extended.sourceOf?.('process.name.text')).toBe('process.name');
    expect(extended.sourceOf?.('vpc.bytes')).toBe('vpc.bytes');
  });

  test('can be extended again, and leaves its base as it was', () => {
    const twice = extendSchema(extended, { 'vpc.bytes': 'double', 'vpc.id': 'keyword' });
    expect([twice.typeOf('vpc.bytes'), twice.typeOf('vpc.id')]).toEqual(['double', 'keyword']);
    expect([extended.typeOf('vpc.bytes'), ecsSchema.typeOf('process.pid')]).toEqual(['long', 'long']);
  });

  test('a schema without multi-fields stays without', () => {
    const plain = extendSchema({ typeOf: () => undefined, names: () => [] }, { a: 'ip' });
    expect(plain.sourceOf?.('a.text')).toBe('a.text');
  });
});
