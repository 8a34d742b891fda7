import { expect, test } from 'vitest';
import { alertOf, alertText } from './alert-text.ts';

const own = {
  '@timestamp': '2026-01-01T00:00:00.000Z',
  'kibana.alert.uuid': 'u',
  process: { name: 'a"\u2028' },
};
const shared = {
  'kibana.alert.rule.name': 'r',
  'kibana.alert.rule.parameters': { note: 'x\n', list: [1, null] },
};

test('an alert put together of two parts is written as it is', () => {
  for (const parts of [own, { ...own, 'kibana.alert.uuid': 'v' }]) {
    const alert = alertOf(parts, shared);
    expect(alert).toEqual({ ...parts, ...shared });
    expect(alertText(alert)).toBe(JSON.stringify(alert));
  }
});

test('a copy that was changed is written with its change', () => {
  const changed = { ...alertOf(own, shared), 'kibana.alert.reason': 'because' };
  expect(alertText(changed)).toBe(JSON.stringify(changed));
});
