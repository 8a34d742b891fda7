import { describe, expect, test } from 'vitest';
import type { Evaluation, ExplanationAnswer } from '../server/alert-answers.ts';
import { shownConditions, tellingFields, timelineRows } from './sequence-timeline-steps.ts';

function leaf(text: string, more: Partial<Evaluation> = {}): Evaluation {
  return {
    ...{ kind: 'test', text, outcome: 'true', decides: true, operator: '==', operand: 'x' },
    fields: [{ path: text.split(' ')[0] ?? '', values: ['x'] }],
    ...more,
  };
}

const explanation = (more: Partial<ExplanationAnswer>): ExplanationAnswer => ({
  alert: { uuid: 'u', explained: 'u', sentence: null },
  rule: { name: null, version: null, state: 'same', changed: [] },
  explained: true,
  notes: [],
  ...more,
});

describe('the conditions of a step', () => {
  test('are those that decided, the telling ones before those that say what kind of event it is', () => {
    const all: Evaluation = {
      ...{ kind: 'all', text: '', outcome: 'true', decides: true },
      terms: [leaf('event.type == "x"'), leaf('a == "x"', { decides: false }), leaf('process.name == "x"')],
    };
    expect(shownConditions(all).map(({ text }) => text)).toEqual([
      'process.name == "x"',
      'event.type == "x"',
    ]);
  });

  test('of a negation hold where what is negated does not', () => {
    const not: Evaluation = {
      ...{ kind: 'not', text: '', outcome: 'true', decides: true },
      terms: [leaf('destination.ip in list', { outcome: 'false', operand: '10.0.0.0/8, ::1, … 24 more' })],
    };
    expect(shownConditions(not)).toMatchObject([{ isNegated: true, holds: true, operands: 26 }]);
  });
});

describe('the rows of a timeline', () => {
  const at = (time: string): { id: string; document: { '@timestamp': string } } => ({
    id: time,
    document: { '@timestamp': time },
  });
  const first = at('2026-01-01T00:00:00Z');
  const last = at('2026-01-01T00:00:08Z');
  const events = [
    { id: first.id, step: 1 },
    { id: last.id, step: 3 },
  ];

  test('are there without an explanation, in the order of the events', () => {
    expect(timelineRows([first, last], undefined).map(({ kind, step }) => [kind, step])).toEqual([
      ['event', 1],
      ['event', 2],
    ]);
  });

  test('have what had to be missing between the events around it', () => {
    const steps = [{ step: 2, role: 'absent', conditions: [{ text: 'b' }] }];
    const [, absence] = timelineRows([first, last], explanation({ steps, matches: [{ events }] }));
    expect(absence).toEqual({
      kind: 'absence',
      step: 2,
      conditions: ['b'],
      fromMs: Date.parse(first.id),
      toMs: Date.parse(last.id),
    });
  });

  test('have what had to be missing at the end until the time of the rule is over', () => {
    const steps = [{ step: 4, role: 'absent', conditions: [] }];
    const rows = timelineRows(
      [first, last],
      explanation({ steps, matches: [{ events, allowedMs: 60_000 }] }),
    );
    expect(rows.at(-1)).toMatchObject({ fromMs: Date.parse(last.id), toMs: Date.parse(first.id) + 60_000 });
  });

  test('tell of a clock that runs otherwise', () => {
    const event = {
      ...first,
      document: { ...first.document, event: { created: '2026-01-01T00:00:55.900Z' } },
    };
    expect(timelineRows([event], undefined)).toMatchObject([
      { clockNote: 'logged 55.9 s after the time it states' },
    ]);
  });
});

test('a row reads as a phrase of its kind', () => {
  const phrase = (document: Parameters<typeof tellingFields>[0]): string =>
    tellingFields(document)
      .map(({ before, value }) => `${before} ${value}`.trim())
      .join(' ');
  expect(phrase({ process: { name: 'a.exe' }, destination: { ip: '1.2.3.4', port: 443 } })).toBe(
    'a.exe → 1.2.3.4 port 443',
  );
  expect(phrase({ process: { name: 'a.exe' }, dns: { question: { name: 'x.example' } } })).toBe(
    'a.exe asked for x.example',
  );
});
