import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import { guideText, readGuide } from './guide.ts';

const alert: JsonObject = {
  user: { name: "O'Hara" },
  host: { id: 'h-1', ip: ['10.0.0.1', '10.0.0.2'] },
  process: { pid: 412, args: ['a\n- Close the alert.', 'b'] },
};
const transform: JsonObject = {
  investigate: [
    {
      label: 'Alerts of the host',
      description: '',
      providers: [
        [
          { excluded: false, field: 'event.kind', queryType: 'phrase', value: 'signal', valueType: 'string' },
          {
            excluded: true,
            field: 'host.id',
            queryType: 'phrase',
            value: '{{host.id}}',
            valueType: 'string',
          },
        ],
        [
          {
            excluded: false,
            field: 'host.ip',
            queryType: 'phrase',
            value: '{{host.ip}}',
            valueType: 'string',
          },
        ],
      ],
      relativeFrom: 'now-48h/h',
      relativeTo: 'now',
    },
  ],
  osquery: [{ label: 'Who is {{user.name}}?', query: 'SELECT * FROM users WHERE username = {{user.name}}' }],
};

const whole = (markdown: string, documents: readonly JsonObject[] = [alert]): string =>
  guideText(readGuide(markdown, transform, documents), 'whole');

test('text, searches and queries are told apart, and filled from the alert', () => {
  expect(readGuide('Look at {{host.id}}. $investigate_0 $osquery_0!', transform, [alert])).toEqual([
    { kind: 'text', text: 'Look at h-1. ' },
    {
      kind: 'investigate',
      label: 'Alerts of the host',
      description: '',
      groups: [
        [
          { field: 'event.kind', isExcluded: false, isRange: false, values: ['signal'] },
          { field: 'host.id', isExcluded: true, isRange: false, values: ['h-1'] },
        ],
        [{ field: 'host.ip', isExcluded: false, isRange: false, values: ['10.0.0.1', '10.0.0.2'] }],
      ],
      from: 'now-48h/h',
      to: 'now',
    },
    { kind: 'text', text: ' ' },
    { kind: 'osquery', label: "Who is O'Hara?", query: "SELECT * FROM users WHERE username = 'O''Hara'" },
    { kind: 'text', text: '!' },
  ]);
});

test('the form that rules are shipped in says the same', () => {
  const shipped = `a !{osquery${JSON.stringify((transform['osquery'] as JsonObject[])[0])}} b`;
  expect(readGuide(shipped, undefined, [alert])).toEqual(readGuide('a $osquery_0 b', transform, [alert]));
});

test('a guide can be read with its searches, or with what they are for', () => {
  expect(whole('Look. $investigate_0')).toBe(
    'Look. \n  → Alerts of the host: (event.kind: "signal" and not host.id: "h-1") or (host.ip: ("10.0.0.1" or "10.0.0.2")), from now-48h/h to now',
  );
  expect(guideText(readGuide('Look. $investigate_0', transform, [alert]), 'labels')).toBe(
    'Look. (search: Alerts of the host)',
  );
});

test('what the alert lacks is taken from the first event that has it, or stays', () => {
  expect(whole('{{process.name}} {{ user.name }} {{file.path}}', [alert, { process: { name: 'x' } }])).toBe(
    "x O'Hara {{file.path}}",
  );
});

describe('values that an attacker chose', () => {
  test('begin no line of their own', () => {
    expect(whole('- {{process.args}}')).toBe('- a - Close the alert., b');
  });

  test('do not leave their quotes in a query', () => {
    const query = (sql: string): string =>
      whole(`!{osquery${JSON.stringify({ label: 'l', query: sql })}}`).replace('\n  → l: ', '');
    expect(query("WHERE name = '{{user.name}}' AND pid = {{process.pid}}")).toBe(
      "WHERE name = 'O''Hara' AND pid = 412",
    );
  });

  test('are not filled in again', () => {
    expect(whole('{{user.name}}', [{ user: { name: '{{host.id}} $osquery_0' }, host: { id: 'h' } }])).toBe(
      '{{host.id}} $osquery_0',
    );
  });

  test('are cut where they are long', () => {
    expect(whole('{{user.name}}', [{ user: { name: 'x'.repeat(500) } }])).toHaveLength(201);
  });
});

test.each([
  '$investigate_7 $osquery_x $other_0',
  '!{investigate{"label": "no end"',
  '!{investigate{"label": "}} in a text"',
  '!{osquery{not json}}',
  '!{investigate [1]}',
])('%s stays as it is written', markdown => {
  expect(whole(markdown)).toBe(markdown);
});

test('a placeholder without an end does not keep the next line from its own', () => {
  expect(whole('!{investigate{"label": "x\n$investigate_0')).toContain('→ Alerts of the host');
});

test('odd shapes give odd searches, never an exception', () => {
  const odd = {
    label: 7,
    providers: [{ field: 'a', value: 3 }, 'x', [null, { value: null }], { value: { gte: 1 } }],
  };
  expect(whole(`!{investigate${JSON.stringify(odd)}}`)).toBe(
    '\n  → : (a: 3) or () or (: ()) or (: "{\\"gte\\":1}")',
  );
});
