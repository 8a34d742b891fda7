import { describe, expect, test, vi } from 'vitest';

vi.stubGlobal('window', { location: { search: '' } });
vi.stubGlobal('localStorage', { getItem: () => null });
const { ALL_TIME, endText, rangeProblem, rangeText, typedEnd } = await import('./range-text.ts');

describe('a range of time', () => {
  test('is told by the name of its preset', () => {
    expect(rangeText({ from: 'now-24h', to: 'now' }, 'UTC')).toBe('24 h');
    expect(rangeText({ from: ALL_TIME, to: 'now' }, 'UTC')).toBe('all time');
  });

  test('is told by both ends otherwise, in the zone of the screen', () => {
    const range = { from: '2026-03-02T09:14:00.000Z', to: '2026-03-02T10:00:30.000Z' };
    expect(rangeText(range, 'UTC')).toBe('2026-03-02 09:14 – 2026-03-02 10:00:30');
    expect(rangeText(range, 'Asia/Kathmandu')).toBe('2026-03-02 14:59 – 2026-03-02 15:45:30');
    expect(rangeText({ from: 'now-3h', to: 'now-1h' }, 'UTC')).toBe('now-3h – now-1h');
  });

  test('says what is wrong with it', () => {
    expect(rangeProblem(undefined, 'now', 0)).toMatch(/^A time is/);
    expect(rangeProblem('now', 'now-1h', 0)).toBe('It ends before it begins.');
    expect(rangeProblem('now-1h', 'now', 0)).toBeUndefined();
  });
});

describe('an end that somebody types', () => {
  test.each([
    ['now-24h', 'UTC', 'now-24h'],
    ['2026-03-02', 'UTC', '2026-03-02T00:00:00.000Z'],
    ['2026-03-02 09:14', 'Europe/Berlin', '2026-03-02T08:14:00.000Z'],
    ['2026-07-02 09:14:01.5', 'Europe/Berlin', '2026-07-02T07:14:01.500Z'],
    ['2026-03-02 09:14', 'Asia/Kathmandu', '2026-03-02T03:29:00.000Z'],
    ['2026-03-02 09:14', 'America/New_York', '2026-03-02T14:14:00.000Z'],
    ['2026-03-02T09:14:00+05:00', 'UTC', '2026-03-02T04:14:00.000Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(typedEnd(text, zone)).toBe(instant);
  });

  test('of an hour that the day has twice is the first one', () => {
    expect(typedEnd('2026-10-25 02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  test('is read again as it is shown', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu']) {
      const instant = '2026-03-02T09:14:07.250Z';
      expect(typedEnd(endText(instant, zone), zone)).toBe(instant);
    }
  });

  test.each(['', 'yesterday', '2026-13-40', '2026-03-02 25:00', 'now-1y'])('%j is refused', text => {
    expect(typedEnd(text, 'UTC')).toBeUndefined();
  });
});
