import { describe, expect, test } from 'vitest';
import { bodyOf, filterText, nextGrouping, questionOf, toggled } from './alert-question.ts';

const asked = (text: string) => questionOf(new URLSearchParams(text));

describe('the question of an address', () => {
  test('that says nothing is: what is to be done of the last day, the worst first', () => {
    expect(bodyOf(asked(''))).toEqual({
      from: 'now-24h',
      to: 'now',
      filters: { status: ['open', 'acknowledged'] },
      sort: 'severity',
    });
  });

  test('has what the address says', () => {
    const text = 'q=process.name:x&from=now-7d&group=host&sort=oldest&status=closed&severity=high,critical';
    expect(bodyOf(asked(text))).toEqual({
      query: 'process.name:x',
      ...{ from: 'now-7d', to: 'now', group: 'host', sort: 'oldest' },
      filters: { status: ['closed'], severity: ['high', 'critical'] },
    });
  });

  test('passes over what means nothing', () => {
    expect(bodyOf(asked('group=moon&sort=up&severity=purple&status=open,odd'))).toEqual({
      ...{ from: 'now-24h', to: 'now', sort: 'severity' },
      filters: { status: ['open'] },
    });
  });

  test('asks for any status where the address says all', () => {
    expect(asked('status=all').filters).toEqual({});
  });
});

describe('a filter in the address', () => {
  test.each([[['FS02', 'IEWIN7']], [['']], [['', '~', '-']], [['a,b', '100%', '%2C', '~x']]])(
    '%j is read as it was written',
    values => {
      const text = filterText('host', values) ?? '';
      expect(asked(new URLSearchParams({ host: text }).toString()).filters.host).toEqual(values);
    },
  );

  test('is not there without values', () => {
    expect(filterText('host', [])).toBeUndefined();
  });

  test('of the status says when it is not the usual one', () => {
    expect(filterText('status', ['acknowledged', 'open'])).toBeUndefined();
    expect(filterText('status', [])).toBe('all');
    expect(filterText('status', ['open'])).toBe('open');
  });
});

test('a value that is chosen again is chosen no more', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
});

test('groupings follow each other, and end in none', () => {
  expect(nextGrouping(undefined)).toBe('rule');
  expect(nextGrouping('rule')).toBe('host');
  expect(nextGrouping('parent')).toBeUndefined();
});
