import { expect, test } from 'vitest';
import { SpillingBytes } from './spilling-bytes.ts';

test.each([
  ['in memory', 16 << 20],
  ['in memory, then in the file', 2 << 20],
  ['in the file', 0],
])('bytes come back as they were appended: %s', (_, budgetBytes) => {
  const bytes = new SpillingBytes(budgetBytes);
  try {
    const parts = Array.from({ length: 60 }, (_unused, at) => Buffer.alloc(at * 2_377, `part ${at} `));
    const places = parts.map(part => bytes.append(part));
    const order = [...parts.keys()].reverse();
    for (const at of order) {
      const part = parts[at] ?? Buffer.alloc(0);
      expect(bytes.read(places[at] ?? 0, part.length).equals(part)).toBe(true);
    }
    const all = Buffer.concat(parts);
    expect(bytes.read(0, all.length).equals(all)).toBe(true);
    expect(() => bytes.read(all.length, 1)).toThrow('and none at');
  } finally {
    bytes.close();
  }
});
