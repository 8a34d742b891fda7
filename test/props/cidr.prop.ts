import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCidrs, isCidr } from '../../src/event/cidr.ts';
import { formatIp, parseIp } from '../../src/event/ip-address.ts';
import { inBlocks } from '../reference/cidr.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

/** Bits come in runs of zeros and ones, so that addresses fall into blocks and onto their edges. */
const octet = fc.constantFrom(0, 0, 1, 10, 127, 128, 255, 255);
const octets4 = fc.array(octet, { minLength: 4, maxLength: 4 });
const ipv4 = octets4.map(parts => parts.join('.'));
const group = fc.constantFrom(0, 0, 0, 1, 0x7fff, 0x8000, 0xfe80, 0xffff);
const ipv6 = fc
  .tuple(fc.array(group, { minLength: 8, maxLength: 8 }), fc.boolean(), fc.boolean())
  .map(([groups, upper, short]) => {
    const text = groups.map(each => each.toString(16)).join(':');
    const spelt = short ? text.replace(/(^|:)0(:0)+(:|$)/, '::') : text;
    return upper ? spelt.toUpperCase() : spelt;
  });
const mapped = octets4.map(([a = 0, b = 0, c = 0, d = 0]) =>
  [0, 0, 0, 0, 0, 0xffff, a * 256 + b, c * 256 + d].map(each => each.toString(16)).join(':'),
);
/** Edges of each other's blocks. */
const known = ['0.0.0.0', '10.0.0.0', '10.0.255.255', '10.128.0.1', '11.0.0.0', '::', '::ffff:0:0'];
const knownToo = ['::fffe:ffff:ffff', '::1:0:0:0', 'fe80::', 'fe80::1:0:0', 'fe80:0:0:1::', 'febf::1'];
const address = fc.oneof(
  fc.constantFrom(...known, ...knownToo),
  ipv4,
  ipv6,
  mapped,
  ipv4.map(text => `::ffff:${text}`),
);
const block = fc.tuple(address, fc.nat(129)).map(([text, bits]) => {
  if (bits === 129) return text;
  return `${text}/${text.includes(':') ? bits : bits % 33}`;
});
/** Near to an address, and often none. */
const nearAddress = fc
  .tuple(address, fc.nat(45), fc.constantFrom('', '0', ':', '.', 'g', ' ', '%1', '::', '00'), fc.nat(2))
  .map(([text, at, inserted, removed]) => text.slice(0, at) + inserted + text.slice(at + removed));

test('an address lies in a block exactly if Node says so', () => {
  fc.assert(
    fc.property(
      fc.array(block, { maxLength: 6 }),
      fc.array(address, { minLength: 1, maxLength: 10 }),
      (blocks, addresses) => {
        expect(blocks.filter(each => !isCidr(each))).toEqual([]);
        const holds = compileCidrs(blocks);
        for (const each of addresses)
          expect(holds(each), `${each} in ${blocks.join(' ')}`).toBe(inBlocks(blocks, each));
      },
    ),
    runs,
  );
});

test('a text is an address exactly if Node says so, zones apart', () => {
  fc.assert(
    fc.property(fc.oneof(nearAddress, fc.string()), text => {
      expect(parseIp(text) !== undefined, text).toBe(isIP(text) !== 0 && !text.includes('%'));
    }),
    runs,
  );
});

test('the canonical text is the shortest way back to the same address', () => {
  fc.assert(
    fc.property(address, text => {
      const parsed = parseIp(text);
      if (parsed === undefined) expect.fail(text);
      const canonical = formatIp(parsed);
      expect(parseIp(canonical)).toEqual(parsed);
      expect(formatIp(parseIp(canonical) ?? 0)).toBe(canonical);
      if (typeof parsed !== 'number')
        expect(canonical).toBe(new URL(`http://[${text}]`).hostname.slice(1, -1));
    }),
    runs,
  );
});
