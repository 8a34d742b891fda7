import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileValueList, ValueListBuilder, valueListTypes } from '../../src/event/value-list.ts';
import { isListed, standsInValues } from '../reference/value-list.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

/** Few of each, so that values stand in lists, touch and overlap. */
const octet = fc.constantFrom(0, 1, 9, 10, 255);
const ipv4 = fc
  .tuple(fc.constantFrom(0, 10, 255), octet, fc.constantFrom(0, 255), octet)
  .map(all => all.join('.'));
const ipv6 = fc
  .array(fc.constantFrom('0', '1', 'ffff'), { minLength: 3, maxLength: 3 })
  .map(([a = '', b = '', c = '']) => `fe80:${a}:0:0:0:${b}:ffff:${c}`);
const address = fc.oneof(
  ipv4,
  ipv6,
  ipv4.map(text => `::ffff:${text}`),
  fc.constantFrom('::', '::fffe:ffff:ffff'),
);
const block = fc
  .tuple(fc.oneof(ipv4, ipv6), fc.nat(128))
  .map(([text, bits]) => `${text}/${text.includes(':') ? bits : bits % 33}`);
const range = fc.oneof(fc.tuple(ipv4, ipv4), fc.tuple(ipv6, ipv6)).map(ends => ends.join('-'));
const text = fc.oneof(fc.constantFrom('', 'a', 'A', 'b.exe', 'B.EXE', 'ä', 'Ä', '\u{1f600}'), fc.string());
const values = { keyword: text, text, ip: address, ip_range: fc.oneof(address, block, range) };

test.each(valueListTypes)('a list of type %s holds exactly what one of its values holds', type => {
  fc.assert(
    fc.property(
      fc.array(values[type], { maxLength: 12 }),
      fc.array(fc.oneof(address, text), { minLength: 1, maxLength: 12 }),
      (given, others) => {
        const builder = new ValueListBuilder('list', type);
        const taken = given.filter(value => builder.add(value) === undefined);
        const list = builder.build();
        const holds = compileValueList(list);
        for (const asked of [...given, ...others]) {
          expect(holds(asked), asked).toBe(standsInValues(taken, type, asked));
          expect(isListed(list, asked), asked).toBe(holds(asked));
        }
      },
    ),
    runs,
  );
});
