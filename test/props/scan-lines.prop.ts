/**
 * A scan that takes lines as they are, against one that reads every line whole because somebody wants to see the
 * events: the same matches with the same events, counts and problems; from a file, from a stream that cannot be read
 * again, with next to no memory, and in order.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FoundMatch } from '../../src/app/finishing.ts';
import type { ReplayOptions } from '../../src/app/replay.ts';
import type { RuleInput } from '../../src/engine/rule-set.ts';
import { type EventInput, fileInput } from '../../src/ingest/event-input.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { replayed } from '../support/replayed.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 400);
const GUID = '{6a910b9d-498a-5ee0-c903-000000000400}';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rules: readonly RuleInput[] = [
  'process where process.name : "A"',
  'process where process.args : "*\\\\x" or process.pid > 4',
  'sequence by host.id [process where process.name == "a"] [process where process.name == "b"]',
  'sequence by process.entity_id with maxspan=2s [any where process.name == "a"] [any where process.name == "b"]',
  'sequence with maxspan=3s [any where process.name == "b"] ![any where process.name == "a"] [any where true]',
  'sequence by host.id [any where process.name == "a"] [any where true] until [any where process.name == "c"]',
  'sample by host.id [any where process.name == "a"] [any where process.name == "b"]',
].map(query => {
  const plan = compileEql(sourceText('<query>', query)).value;
  if (plan === undefined) throw new Error(`no query: ${query}`);
  return { plan, indices: ['logs-*', 'winlogbeat-*'] };
});

/** Documents of several shippers, some of which ingest changes; few values, so that they meet. */
const document = fc
  .record({
    second: fc.option(fc.integer({ min: 0, max: 8 }), { freq: 9 }),
    name: fc.constantFrom('a', 'b', 'c', 'A', 'ä'),
    host: fc.constantFrom('1', '2', ['1', '2']),
    entity: fc.constantFrom(undefined, GUID, GUID.toUpperCase(), 'e\\1'),
    pid: fc.constantFrom(undefined, 4, '5', 7.5, null),
    dataset: fc.constantFrom('endpoint.events.process', undefined, 'x'),
    winlog: fc.constantFrom(
      undefined,
      undefined,
      { computer_name: 'PC', channel: 'Security', record_id: 7 },
      { computer_name: 'pc', channel: 'Security', record_id: '7' },
      { provider_name: 'Microsoft-Windows-Sysmon', computer_name: 'PC', event_id: '1' },
      { event_id: 4688, event_data: { NewProcessName: 'C:\\a' } },
    ),
    isDotted: fc.boolean(),
    form: fc.constantFrom('plain', 'plain', 'plain', 'hit', 'spaced', 'escaped'),
  })
  .map(({ second, name, host, entity, pid, dataset, winlog, isDotted, form }) => {
    const fields = {
      ...(second === null ? {} : { '@timestamp': `2026-01-01T00:00:0${second}.25Z` }),
      event: { category: 'process', type: 'start', ...(dataset === undefined ? {} : { dataset }) },
      ...(isDotted
        ? { 'host.id': host }
        : { host: { id: host, name: 'pc', os: { type: 'windows', family: 'w' } } }),
      process: { name, args: ['y', 'C:\\x'], ...(pid === undefined ? {} : { pid }), entity_id: entity },
      ...(winlog === undefined ? {} : { winlog }),
    };
    if (form === 'hit') return JSON.stringify({ _id: `${second}${name}`, _index: 'logs-x', _source: fields });
    if (form === 'spaced') return JSON.stringify(fields, undefined, 1).replaceAll('\n', ' ');
    return form === 'escaped'
      ? JSON.stringify(fields).replaceAll('process', '\\u0070rocess')
      : JSON.stringify(fields);
  });
const broken = fc.constantFrom('', '{"process":{"name":"a"}', '7');
const lines = fc.array(fc.oneof({ weight: 9, arbitrary: document }, { weight: 1, arbitrary: broken }), {
  maxLength: 25,
});

async function outcome(input: EventInput, options: ReplayOptions, isReadWhole: boolean): Promise<unknown> {
  const { matches, counts, problems } = await replayed(input, rules, options, isReadWhole);
  // Behind the event that breaks a promised order, a chunk that is read whole still tells of bad lines.
  if (counts.orderBroken !== undefined) return { matches: matches.map(named), at: counts.orderBroken };
  return {
    matches: matches.map(named),
    counts: { ...counts, skipped: [...counts.skipped].sort(), doubles: [...counts.doubles].sort() },
    problems,
  };
}

function named({ rule, joinKeys, events }: FoundMatch): unknown {
  return [rule, joinKeys, events.map(shown)];
}

function shown(event: FoundMatch['events'][number]): unknown {
  return event && { id: event.id, index: event.index, document: event.document };
}

test('lines that are not parsed match as lines that are', async () => {
  const options: fc.Arbitrary<ReplayOptions> = fc.constantFrom<ReplayOptions>(
    {},
    { fromMs: Date.UTC(2026, 0, 1, 0, 0, 3) },
    { indexOverride: 'logs-y' },
    { memory: { hits: 0, eventBytes: 0 } },
    { ordered: true },
  );
  let found = 0;
  await fc.assert(
    fc.asyncProperty(lines, options, async (drawn, chosen) => {
      const text = drawn.map(line => `${line}\n`).join('');
      const path = join(folder, 'lines.ndjson');
      writeFileSync(path, text);
      const wanted = await outcome(fileInput(path), chosen, true);
      expect(await outcome(fileInput(path), chosen, false)).toEqual(wanted);
      const bytes = Buffer.from(text);
      const stream = {
        name: path,
        bytes: async function* () {
          yield bytes;
        },
      };
      expect(await outcome(stream, chosen, false)).toEqual(wanted);
      found += (wanted as { matches: unknown[] }).matches.length;
    }),
    { numRuns },
  );
  expect(found).toBeGreaterThan(numRuns);
});
