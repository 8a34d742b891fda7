import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scan } from '../../../src/app/scan.ts';
import { ecsSchema } from '../../../src/event/ecs-schema.ts';
import { compileItem } from '../../../src/exceptions/compile-item.ts';
import { lowerItem } from '../../../src/exceptions/lower-item.ts';
import { itemHolds } from '../../reference/naive-exceptions.ts';
import { compiledRule } from '../../support/compiled-rule.ts';
import { exceptionsOf, valueListOf } from '../../support/exceptions.ts';
import { parseExceptionCases } from './exception-case.ts';

const tools = ['tool-1', 'tool-2'];
const options = {
  schema: ecsSchema,
  valueLists: new Map([['tools', valueListOf('tools', 'keyword', tools)]]),
  timestamp: { path: '@timestamp', type: 'date' },
} as const;

const cases = parseExceptionCases(readFileSync(new URL('items.txt', import.meta.url), 'utf8'));
describe.each(cases)('an exception: $name', ({ events, item }) => {
  const [read] = exceptionsOf([item]).items;
  if (read === undefined) throw new Error('no item');
  const holds = compileItem(lowerItem(read, options));
  test.each(events)('$document', ({ document, isRemoved }) => {
    expect(holds(document)).toBe(isRemoved);
    expect(itemHolds(item, document, { tools })).toBe(isRemoved);
  });
});

interface SequenceCase {
  readonly name: string;
  readonly query: string;
  readonly events: readonly string[];
  readonly event: string;
  readonly sequence: string;
}

const sequences = readFileSync(new URL('sequences.txt', import.meta.url), 'utf8')
  .split(/^(?=# )/m)
  .filter(part => part.startsWith('# '))
  .map((part): SequenceCase => {
    const [name = '', ...lines] = part.split('\n').filter(line => line.trim() !== '');
    const rows = new Map(lines.map(line => [line.split(' ')[0], line.replace(/^\S+\s+/, '')]));
    const row = (key: string): string => rows.get(key) ?? '';
    return {
      name: name.slice(2),
      query: queryOf(row('query')),
      events: row('events').split(' '),
      event: row('event'),
      sequence: row('sequence'),
    };
  });

/** `[a]` is an event of that name. */
function queryOf(written: string): string {
  const named = (name: string): string => `process where process.name == "${name}"`;
  return /^\w$/.test(written)
    ? named(written)
    : written.replace(/\[(\w)\]/g, (_, name: string) => `[${named(name)}]`);
}

describe.each(sequences)('exceptions of sequences: $name', ({ events, query, ...expected }) => {
  test.each(['event', 'sequence'] as const)('that drop the %s', async drops => {
    const rule = compiledRule(query, { exceptions_list: [{ list_id: 'list', type: 'detection' }] });
    const entries = [{ field: 'tags', operator: 'included', type: 'match', value: '!' }];
    const lines = events.map((event, at) =>
      JSON.stringify({
        '@timestamp': new Date(1000 * (at + 1)).toISOString(),
        n: at + 1,
        event: { category: 'process' },
        host: { id: 'h' },
        process: { name: event[0] },
        tags: event.slice(1),
      }),
    );
    const input = {
      name: 'events',
      async *bytes() {
        yield new TextEncoder().encode(lines.join('\n'));
      },
    };
    const alerts: string[] = [];
    const exceptions = exceptionsOf([{ list_id: 'list', entries }], { drops });
    await scan(
      [input],
      [rule],
      { executionUuid: 'run', exceptions },
      {
        onAlert({ match }) {
          alerts.push(match.events.map(event => event?.document['n'] ?? '-').join(' '));
        },
        onProblem() {},
      },
    );
    expect(alerts.join(', ') || 'none').toBe(expected[drops]);
  });
});
