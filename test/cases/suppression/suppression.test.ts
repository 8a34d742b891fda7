import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { NaiveAlert } from '../../reference/naive-suppression.ts';
import { naivelySuppressed, suppressedBy } from '../../support/suppressed.ts';

interface SuppressionCase {
  readonly name: string;
  readonly alerts: readonly NaiveAlert[];
  readonly form: { readonly durationMs?: number; readonly missing: 'suppress' | 'doNotSuppress' };
  readonly intervalMs: number;
  readonly expected: readonly string[];
}

const text = readFileSync(new URL('windows.txt', import.meta.url), 'utf8');
const cases = text
  .split(/^(?=# )/m)
  .filter(part => part.startsWith('# '))
  .map(parseCase);

test.each(cases)('suppression: $name', ({ alerts, expected, form, intervalMs }) => {
  // The number of an alert is its id; here it only keeps alerts apart.
  const plain = (told: readonly string[]) => told.map(line => line.replace(/#\d+/, '')).sort();
  expect(plain(suppressedBy(alerts, form, { intervalMs, order: 'any' }).told)).toEqual(expected.toSorted());
  expect(plain(naivelySuppressed(alerts, form, intervalMs))).toEqual(expected.toSorted());
});

function parseCase(part: string): SuppressionCase {
  const [name = '', ...lines] = part.split('\n').filter(line => line.trim() !== '');
  const arrow = lines.indexOf('==>');
  const settings = new Map(lines.slice(0, arrow - 1).map(line => line.split(' ') as [string, string]));
  const duration = settings.get('duration');
  return {
    name: name.slice(2),
    alerts: (lines[arrow - 1] ?? '').split(' ').map(alertOf),
    form: {
      missing: settings.get('missing') === 'doNotSuppress' ? 'doNotSuppress' : 'suppress',
      ...(duration !== undefined && { durationMs: Number(duration) * 1000 }),
    },
    intervalMs: Number(settings.get('interval') ?? 300) * 1000,
    expected: lines.slice(arrow + 1),
  };
}

function alertOf(written: string, number: number): NaiveAlert {
  const [time = '', fields = ''] = written.split(':');
  return {
    id: `${written}#${number}`,
    timeMs: time === '?' ? undefined : Number(time) * 1000,
    values: fields.split('/').map(value => (value === '_' ? null : value.split(','))),
  };
}
