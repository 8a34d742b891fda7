import { describe, expect, test } from 'vitest';
import { compileCidrs, isCidr } from './cidr.ts';

describe('a block', () => {
  test.each([
    {
      block: '10.0.0.0/8',
      inside: ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3', '::FFFF:0A01:0203'],
      outside: ['9.255.255.255', '11.0.0.0', '::a00:1'],
    },
    { block: '10.6.48.157/8', inside: ['10.0.0.1'], outside: ['11.0.0.1'] },
    { block: '192.0.2.1', inside: ['192.0.2.1', '::ffff:192.0.2.1'], outside: ['192.0.2.0', '192.0.2.2'] },
    { block: '0.0.0.0/0', inside: ['0.0.0.0', '255.255.255.255'], outside: ['::', '::1', 'fe80::1'] },
    { block: '::/0', inside: ['0.0.0.0', '255.255.255.255', '::1', 'ffff::'], outside: [] },
    { block: '::ffff:10.0.0.0/104', inside: ['10.1.1.1'], outside: ['11.1.1.1', '::1'] },
    { block: '::ffff:0:0/96', inside: ['1.2.3.4'], outside: ['::1', '::1:0:0:0'] },
    { block: '::1', inside: ['::1', '0:0:0:0:0:0:0:1'], outside: ['::', '::2'] },
    { block: 'FE80::/10', inside: ['fe80::1', 'FEBF:FFFF::'], outside: ['fec0::1', '10.0.0.1'] },
    { block: '2001:db8::/33', inside: ['2001:db8:7fff::'], outside: ['2001:db8:8000::'] },
  ])('$block holds its addresses and no others', ({ block, inside, outside }) => {
    const test = compileCidrs([block]);
    expect(inside.filter(address => !test(address))).toEqual([]);
    expect(outside.filter(test)).toEqual([]);
  });

  test.each([
    '',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::/129',
    '10.0/8',
    '010.0.0.0/8',
    'fe80::%1/10',
    '10.0.0.0/8 ',
    'any',
  ])('is not `%s`, which holds nothing', block => {
    expect(isCidr(block)).toBe(false);
    expect(compileCidrs([block])('10.0.0.0')).toBe(false);
  });
});

test('what is no address lies in no block and throws nothing', () => {
  const everywhere = compileCidrs(['0.0.0.0/0', '::/0']);
  expect(['', '10.1', '010.1.2.3', 'fe80::1%eth0', 'localhost', '10.0.0.0/8'].filter(everywhere)).toEqual([]);
});

test('blocks within, beside and equal to each other, in any order, are one list', () => {
  const inAny = compileCidrs([
    '10.1.0.0/16',
    '192.168.0.0/16',
    '10.0.0.0/8',
    '10.0.0.0/8',
    'bad',
    '11.0.0.0/8',
    'fe80::/10',
  ]);
  expect(
    ['10.0.0.1', '10.1.0.1', '10.2.0.1', '11.255.0.0', '192.168.1.1', 'fe80::1'].filter(a => !inAny(a)),
  ).toEqual([]);
  expect(['9.0.0.0', '12.0.0.0', '192.167.255.255', '192.169.0.0', '::1', 'ff02::1'].filter(inAny)).toEqual(
    [],
  );
});

test('of two blocks that begin alike the larger counts, whichever comes first', () => {
  for (const blocks of [
    ['10.0.0.0/16', '10.0.0.0/8', 'fe80::/64', 'fe80::/10'],
    ['fe80::/10', 'fe80::/64', '10.0.0.0/8', '10.0.0.0/16'],
  ])
    expect(['10.200.0.1', 'febf::1'].filter(address => !compileCidrs(blocks)(address))).toEqual([]);
});

test('no block holds nothing', () => {
  expect(['10.0.0.1', '::1'].filter(compileCidrs([]))).toEqual([]);
});

test('an answer is the same after more addresses than it remembers', () => {
  const inBlock = compileCidrs(['10.0.0.0/16']);
  for (let at = 0; at < 10_000; at++) {
    expect(inBlock(`10.0.${at >> 8}.${at & 255}`)).toBe(true);
    expect(inBlock(`10.1.${at >> 8}.${at & 255}`)).toBe(false);
  }
});
