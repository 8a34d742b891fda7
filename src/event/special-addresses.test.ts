import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isAddress, specialBlockOf } from './special-addresses.ts';

describe('what IANA says of an address', () => {
  test.each([
    ['10.20.4.14', 'Private-Use'],
    ['192.0.0.9', 'Port Control Protocol Anycast'],
    ['192.0.0.77', 'IETF Protocol Assignments'],
    ['255.255.255.255', 'Limited Broadcast'],
    ['fd00::1', 'Unique-Local'],
    ['2001:db8::7', 'Documentation'],
    ['2001:1::1', 'Port Control Protocol Anycast'],
    ['2001:0:1::1', 'TEREDO'],
    ['::1', 'Loopback Address'],
  ])('%s is of the narrowest block that holds it: %s', (address, name) => {
    expect(specialBlockOf(address)?.name).toBe(name);
  });

  test('an ordinary public address is in none', () => {
    expect(specialBlockOf('93.184.216.34')).toBeUndefined();
    expect(specialBlockOf('2606:4700::1111')).toBeUndefined();
  });

  test('what is no address is in none, and is told apart', () => {
    expect(specialBlockOf('evil.example')).toBeUndefined();
    expect(isAddress('evil.example')).toBe(false);
    expect(isAddress('::ffff:1.2.3.4')).toBe(true);
  });

  test('every block that the shipped rules leave aside is in the table by the same name', () => {
    const table = readFileSync('rules/iana-special-purpose.md', 'utf8');
    for (const [, block = '', name = ''] of table.matchAll(/^\|\s*\d+ \| `([^`]+)`\s*\| (.*?)\s*\|/gm))
      expect([block, specialBlockOf(block.replace(/\/\d+$/, ''))?.name]).toEqual([
        block,
        block === '192.0.0.0/24' ? 'IPv4 Service Continuity Prefix' : name,
      ]);
  });
});
