import { describe, expect, test } from 'vitest';
import { literalText } from '../../parts/quoted-text.ts';
import { huntPath, networksInQuery } from './alert-events.ts';

describe('a hunt', () => {
  test('is for the value as it is, a quarter of an hour around the event', () => {
    const path = huntPath([{ field: 'file.path', value: 'C:\\a "b"' }], Date.parse('2026-03-02T10:00:00Z'));
    const params = new URLSearchParams(path.split('?')[1]);
    expect(Object.fromEntries(params)).toEqual({
      lang: 'kql',
      q: 'file.path: "C:\\\\a \\"b\\""',
      from: '2026-03-02T09:45:00.000Z',
      to: '2026-03-02T10:15:00.000Z',
    });
  });

  test('of an event without a time has the usual one', () => {
    expect(huntPath([{ field: 'a', value: 1 }], Number.NaN)).toBe('/hunt?lang=kql&q=a%3A+1');
  });

  test('takes numbers and truths bare', () => {
    expect([literalText(443), literalText(true), literalText('443')]).toEqual(['443', 'true', '"443"']);
  });
});

test('the networks of a rule are read out of its query', () => {
  const query =
    '[network where not cidrmatch(destination.ip, "10.0.0.0/8", "fe80::/10") and cidrMatch(source.ip, "1.0.0.0/8")]';
  const document = { 'kibana.alert.rule.parameters': { query } };
  expect(networksInQuery(document, 'destination.ip')).toEqual(['10.0.0.0/8', 'fe80::/10']);
  expect(networksInQuery(document, 'client.ip')).toEqual([]);
});
