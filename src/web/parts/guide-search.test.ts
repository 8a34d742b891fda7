import { describe, expect, test } from 'vitest';
import { type GuidePart, type InvestigatePart, readGuide } from '../../alerts/guide.ts';
import { guideSearch } from './guide-search.ts';

const AT = Date.parse('2026-03-02T10:30:00Z');
const host = (value: string): object => ({ field: 'host.id', excluded: false, queryType: 'phrase', value });
const isSearch = (part: GuidePart): part is InvestigatePart => part.kind === 'investigate';
function searchOf(entry: object): ReturnType<typeof guideSearch> {
  const [part] = readGuide(`!{investigate${JSON.stringify(entry)}}`, undefined, [
    { host: { id: 'h-1', name: 'a "quoted" \\ name' } },
  ]).filter(isSearch);
  if (part === undefined) throw new Error('no search was read');
  return guideSearch(part, AT);
}

describe('a search of a guide', () => {
  test('is any of its groups, whose conditions all hold', () => {
    const code = { field: 'event.code', excluded: true, queryType: 'phrase', value: '10' };
    expect(searchOf({ label: 'l', providers: [[host('{{host.id}}'), code], [host('h-2')]] }).query).toBe(
      '(host.id: "h-1" and not (event.code: "10")) or (host.id: "h-2")',
    );
  });

  test('keeps the quotes and backslashes of a value in the value', () => {
    expect(searchOf({ label: 'l', providers: [[host('{{host.name}}')]] }).query).toBe(
      'host.id: "a \\"quoted\\" \\\\ name"',
    );
  });

  test('says which field the alert does not have', () => {
    expect(searchOf({ label: 'l', providers: [[host('{{user.id}}')]] }).missing).toEqual(['user.id']);
  });

  test('goes back from the time of the alert, and a little beyond it', () => {
    const { from, to } = searchOf({
      label: 'l',
      providers: [[host('h')]],
      relativeFrom: 'now-48h/h',
      relativeTo: 'now',
    });
    expect([from, to]).toEqual(['2026-02-28T10:00:00.000Z', '2026-03-02T10:45:00.000Z']);
  });

  test('without a time is of a quarter of an hour around the alert', () => {
    const { from, to } = searchOf({ label: 'l', providers: [[host('h')]] });
    expect([from, to]).toEqual(['2026-03-02T10:15:00.000Z', '2026-03-02T10:45:00.000Z']);
  });

  test('for signals is over alerts', () => {
    const kind = { field: 'event.kind', excluded: false, queryType: 'phrase', value: 'signal' };
    expect(searchOf({ label: 'l', providers: [[kind, host('h')]] }).alertClause).toEqual({
      bool: {
        should: [{ bool: { filter: [{ terms: { 'host.id': ['h'] } }], must_not: [] } }],
        minimum_should_match: 1,
      },
    });
  });

  test('of a range has its bounds', () => {
    const range = { field: 'source.port', excluded: false, queryType: 'range', value: { gte: 1, lt: 5 } };
    expect(searchOf({ label: 'l', providers: [[range]] }).query).toBe('source.port >= 1 and source.port < 5');
  });
});
