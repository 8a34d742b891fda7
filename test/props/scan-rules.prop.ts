/**
 * Random rules over random lines, by every way through the driver: lines in a file, of which only places are kept;
 * lines of a stream; next to no memory; every event read because somebody wants to see it; one array of JSON, which
 * is read whole; in order of time, which finishes while reading. And lines that are damaged where nobody reads them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReplayOptions } from '../../src/app/replay.ts';
import type { RuleInput } from '../../src/engine/rule-set.ts';
import { type EventInput, fileInput } from '../../src/ingest/event-input.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { randomFrom } from '../support/random.ts';
import { replayed } from '../support/replayed.ts';
import { speltOddly } from './odd-json.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);
let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-rules-'));
  path = join(folder, 'lines.ndjson');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const condition = fc.constantFrom(
  'process.name == "a"',
  'process.name == "b"',
  'process.name : "A*"',
  'process.name in ("b", "c")',
  'not process.name == "a"',
  'process.pid > 1 and process.name != "c"',
  'length(process.name) == 1',
  'true',
);
const subquery = condition.map(text => `[any where ${text}]`);
const keys = fc.constantFrom('', ' by host.id', ' by host.id, ?user.id', ' by process.pid');
const sequence = fc
  .record({
    by: keys,
    maxspan: fc.constantFrom('', ' with maxspan=2s', ' with maxspan=4s'),
    first: subquery,
    others: fc.array(fc.record({ step: subquery, kind: fc.constantFrom('', '', '!', ' with runs=2') }), {
      minLength: 1,
      maxLength: 2,
    }),
    until: fc.option(subquery, { freq: 3 }),
  })
  .map(({ by, maxspan, first, others, until }) => {
    const steps = others.map(({ step, kind }) =>
      kind !== '!' ? step + kind : maxspan === '' ? step : `!${step}`,
    );
    return `sequence${by}${maxspan} ${[first, ...steps].join(' ')}${until === null ? '' : ` until ${until}`}`;
  });
const sample = fc.tuple(subquery, subquery).map(([first, second]) => `sample by host.id ${first} ${second}`);
const query = fc.oneof(
  { weight: 2, arbitrary: condition.map(text => `any where ${text}`) },
  { weight: 5, arbitrary: sequence },
  { weight: 1, arbitrary: sample },
);

const event = fc.record({
  second: fc.integer({ min: 0, max: 9 }),
  name: fc.constantFrom('a', 'b', 'c', 'A', 'ä'),
  host: fc.constantFrom<unknown>('1', '2', ['1', '2'], null),
  user: fc.constantFrom('u', undefined),
  pid: fc.constantFrom(undefined, 1, 4, '4'),
  spelling: fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, fc.nat()),
  record: fc.constantFrom(undefined, undefined, '7', 8),
});
type DrawnEvent = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** Damage in a part that no rule reads: such a line is no JSON, or nests too deep. */
const damage = fc.constantFrom('"\\x"', '01', '"\t"', '{"a":}', '[}', `${'['.repeat(300)}${']'.repeat(300)}`);

function lineOf({ second, name, host, user, pid, spelling, record }: DrawnEvent): string {
  const document = {
    '@timestamp': `2026-01-01T00:00:0${second}Z`,
    event: { category: 'process' },
    host: { id: host as string, name: 'h', os: { type: 'windows', family: 'windows' } },
    process: { name, ...(pid === undefined ? {} : { pid }) },
    ...(user === undefined ? {} : { user: { id: user } }),
    ...(record === undefined
      ? {}
      : { winlog: { computer_name: 'Pc', channel: 'Security', record_id: record } }),
  };
  const plain = JSON.stringify(document);
  if (spelling < 0) return plain;
  const odd = speltOddly(document, randomFrom(spelling), 0.2).replaceAll('\n', ' ');
  // Of a key that stands twice the last counts, and that must not be another time.
  return JSON.parse(odd)['@timestamp'] === document['@timestamp'] ? odd : plain;
}

/** The same line, with damage where nobody reads. */
function damagedLine(drawn: DrawnEvent, damaged: string): string {
  return `${JSON.stringify(JSON.parse(lineOf({ ...drawn, record: undefined }))).slice(0, -1)},"note":${damaged}}`;
}

interface Outcome {
  readonly matches: readonly string[];
  readonly counts: { readonly [name: string]: unknown };
  /** Everything that came, whatever became of it. */
  readonly records: number;
  readonly problems: readonly string[];
}

async function outcome(
  input: EventInput,
  rules: readonly RuleInput[],
  options: ReplayOptions,
  isReadWhole = false,
): Promise<Outcome> {
  const { matches, counts, problems } = await replayed(input, rules, options, isReadWhole);
  const [skipped, doubles] = [[...counts.skipped].sort(), [...counts.doubles].sort()];
  const sum = (all: readonly (readonly [string, number])[]): number =>
    all.reduce((total, [, count]) => total + count, 0);
  return {
    matches: matches
      .map(({ rule, joinKeys, events }) =>
        JSON.stringify([rule, joinKeys, events.map(one => one?.id ?? null)]),
      )
      .sort(),
    counts: { ...counts, skipped, doubles },
    records: counts.events + counts.outOfRange + sum(skipped) + sum(doubles),
    problems,
  };
}

function streamOf(text: string, chunk: number): EventInput {
  const bytes = Buffer.from(text);
  return {
    name: path,
    async *bytes() {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    },
  };
}

function rulesOf(queries: readonly string[]): readonly RuleInput[] {
  return queries.map(text => {
    const { value: plan, diagnostics } = compileEql(sourceText('<query>', text));
    if (plan === undefined) throw new Error(`no query: ${text}: ${diagnostics[0]?.message}`);
    return { plan };
  });
}

const queries = fc.array(query, { minLength: 1, maxLength: 4 }).map(rulesOf);
const ranges = fc.constantFrom<ReplayOptions>(
  {},
  {},
  { fromMs: Date.UTC(2026, 0, 1, 0, 0, 2) },
  { fromMs: Date.UTC(2026, 0, 1, 0, 0, 1), toMs: Date.UTC(2026, 0, 1, 0, 0, 7) },
);
const FEW = { hits: 1, eventBytes: 10 };

test('every way through the driver finds the same', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      queries,
      fc.array(event, { maxLength: 25, size: 'max' }),
      ranges,
      fc.integer({ min: 20, max: 5000 }),
      fc.boolean(),
      async (rules, events, options, chunk, isSorted) => {
        const lines = (isSorted ? events.toSorted((a, b) => a.second - b.second) : events).map(lineOf);
        const text = lines.join('\n');
        writeFileSync(path, text);
        const wanted = await outcome(fileInput(path), rules, options, true);
        found += wanted.matches.length;
        expect(await outcome(fileInput(path), rules, options)).toEqual(wanted);
        expect(await outcome(fileInput(path), rules, { ...options, memory: FEW })).toEqual(wanted);
        expect(await outcome(streamOf(text, chunk), rules, options)).toEqual(wanted);
        expect(await outcome(streamOf(text, chunk), rules, { ...options, memory: FEW })).toEqual(wanted);
        // A space before it, as what begins with brackets alone may be lines.
        const array = `[ ${lines.join(',')} ]`;
        if (lines.length > 0) expect(await outcome(streamOf(array, chunk), rules, options)).toEqual(wanted);
        if (!isSorted) return;
        for (const input of [fileInput(path), streamOf(text, chunk)])
          expect(await outcome(input, rules, { ...options, ordered: true })).toEqual(wanted);
      },
    ),
    { numRuns },
  );
  expect(found).toBeGreaterThan(numRuns);
});

test('lines that are damaged where nobody reads them make no match and spoil none', async () => {
  await fc.assert(
    fc.asyncProperty(
      queries,
      fc.array(fc.tuple(event, fc.option(damage, { freq: 3 })), { maxLength: 20, size: 'max' }),
      ranges,
      async (rules, drawn, options) => {
        const sorted = drawn.toSorted(([a], [b]) => a.second - b.second);
        const lines = sorted.map(([one, bad]) => (bad === null ? lineOf(one) : damagedLine(one, bad)));
        writeFileSync(path, lines.join('\n'));
        const wanted = await outcome(fileInput(path), rules, options, true);
        for (const ordered of [false, true]) {
          const has = await outcome(fileInput(path), rules, { ...options, ordered });
          expect(has.matches).toEqual(wanted.matches);
          expect(has.records).toBe(wanted.records);
        }
      },
    ),
    { numRuns },
  );
});

test('a line that turns out to be none when it is read leaves no trace', async () => {
  const rules = rulesOf(['any where process.name == "a"']);
  const text = '{"process":{"name":"\\x"}}\n{"process":{"name":"a"}}';
  const { counts, matches } = await outcome(streamOf(text, 1000), rules, {});
  expect(counts).toMatchObject({ events: 1, skipped: [['not-json', 1]], withoutTime: 1 });
  expect(matches).toHaveLength(1);
});
