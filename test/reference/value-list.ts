import { BlockList, isIP } from 'node:net';
import { foldCase } from '../../src/event/text-case.ts';
import type { ValueList, ValueListType } from '../../src/event/value-list.ts';
import { inBlocks } from './cidr.ts';

/** Whether a text stands in a list of values as written, each asked in turn; addresses as Node has them. */
export function standsInValues(values: readonly string[], type: ValueListType, text: string): boolean {
  switch (type) {
    case 'keyword':
      return values.includes(text);
    case 'text':
      return values.some(value => foldCase(value) === foldCase(text));
    case 'ip':
    case 'ip_range':
      return values.some(value => (value.includes('-') ? inRange(value, text) : inBlocks([value], text)));
  }
}

function inRange(range: string, address: string): boolean {
  const [low = '', high = ''] = range.split('-').map(end => end.trim());
  const family = isIP(address);
  if (family === 0 || address.includes('%') || isIP(low) !== isIP(high)) return false;
  const list = new BlockList();
  const kind = isIP(low) === 4 ? 'ipv4' : 'ipv6';
  list.addRange(low, high, kind);
  if (family === 6) return list.check(address, 'ipv6');
  return list.check(address, 'ipv4') || list.check(`::ffff:${address}`, 'ipv6');
}

/** Whether a built list holds a text: every entry is read back and compared. */
export function isListed(list: ValueList, text: string): boolean {
  if (list.kind === 'addresses') return rangesOf(list).some(([low, high]) => inRange(`${low}-${high}`, text));
  const entries = Array.from({ length: list.size }, (_, at) =>
    String.fromCharCode(...list.units.subarray(list.starts[at], list.starts[at + 1])),
  );
  return entries.includes(list.ignoreCase ? foldCase(text) : text);
}

function rangesOf(list: Extract<ValueList, { kind: 'addresses' }>): (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = [];
  list.lows4.forEach((low, at) => {
    ranges.push([dotted(low), dotted(list.highs4[at] ?? 0)]);
  });
  for (let at = 0; at < list.ranges6.length; at += 8)
    ranges.push([groups(list.ranges6.subarray(at, at + 4)), groups(list.ranges6.subarray(at + 4, at + 8))]);
  return ranges;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map(shift => (address >>> shift) & 255).join('.');
}

function groups(words: Uint32Array): string {
  return [...words]
    .flatMap(word => [word >>> 16, word & 0xffff])
    .map(group => group.toString(16))
    .join(':');
}
