import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valuesOf } from '../../src/event/field-value.ts';
import type { Json, JsonObject } from '../../src/event/json.ts';
import { readField } from '../../src/event/read-field.ts';
import { flatten } from '../reference/read-field.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
const key = fc.constantFrom('a', 'b', 'a.a', 'a.b', 'b.a', 'a.b.a');
const { document } = fc.letrec<{ json: Json; document: JsonObject }>(tie => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<Json>(null, true, 0, 1, '', 'x'),
    fc.array(tie('json'), { maxLength: 3 }),
    tie('document'),
  ),
  document: fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
}));

test('a field is read as the flattened document has it, however it is spelt', () => {
  fc.assert(
    fc.property(document, one => {
      const all = flatten(one);
      for (const path of ['a', 'b', 'a.a', 'a.b', 'a.b.a', 'a.a.a', 'a.a.b.a', 'b.a.b', 'c']) {
        const expected = all.filter(([found]) => found === path).map(([, value]) => value);
        expect(valuesOf(readField(one, path)), `${path} of ${JSON.stringify(one)}`).toEqual(expected);
      }
    }),
    runs,
  );
});
