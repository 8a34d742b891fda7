/**
 * The parts of a scan, sifted one by one and merged in order, against one thread that reads it all: the same
 * matches, counts and problems, wherever the parts meet and however often an event comes again.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventInputs } from '../../src/app/event-inputs.ts';
import type { FoundMatch } from '../../src/app/finishing.ts';
import { Merge } from '../../src/app/jobs/merge.ts';
import { planParts } from '../../src/app/jobs/plan-parts.ts';
import { Sifter } from '../../src/app/jobs/sift-part.ts';
import { type ReplayCounts, replay } from '../../src/app/replay.ts';
import type { RuleInput } from '../../src/engine/rule-set.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import type { Diagnostic } from '../../src/source/diagnostic.ts';
import { sourceText } from '../../src/source/source-text.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);
const SEED = 11;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-jobs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function rule(query: string): RuleInput {
  const plan = compileEql(sourceText('<query>', query)).value;
  if (plan === undefined) throw new Error(`no query: ${query}`);
  return { plan, indices: ['logs-*'] };
}

const rules: readonly RuleInput[] = [
  rule('process where process.name == "a"'),
  rule('sequence by host.id [process where process.name == "a"] [process where process.name == "b"]'),
  rule(
    'sequence with maxspan=3s [any where process.name == "b"] ![any where process.name == "a"] [any where true]',
  ),
  rule('any where powershell.file.script_block_text : "*x*y*"'),
  rule('sequence [any where powershell.file.script_block_text : "*z*x*"] [any where true]'),
];

/** Few values, so that doubles, ties and matches are common. */
const event = fc.record({
  second: fc.option(fc.integer({ min: 0, max: 5 })),
  name: fc.constantFrom('a', 'b', 'c'),
  host: fc.constantFrom('1', '2'),
  index: fc.option(fc.constantFrom('logs-x', 'other')),
});
/** Records of few script blocks, so that whole ones are common, and parts that lack others too. */
const scriptPart = fc.record({
  second: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 9 }),
  id: fc.constantFrom('s', 't'),
  number: fc.integer({ min: 1, max: 3 }),
  total: fc.integer({ min: 1, max: 3 }),
  text: fc.constantFrom('x', 'y', 'z'),
});
const line = fc.oneof(
  { weight: 8, arbitrary: event.map(lineOf) },
  { weight: 4, arbitrary: scriptPart.map(lineOfPart) },
  { weight: 1, arbitrary: fc.constantFrom('', '  ', '{"broken', '7', '{}\r') },
);
const file = fc.record({ lines: fc.array(line, { maxLength: 25 }), isEnded: fc.boolean() });

function lineOf({
  second,
  name,
  host,
  index,
}: typeof event extends fc.Arbitrary<infer E> ? E : never): string {
  const source = {
    ...(second === null ? {} : { '@timestamp': `2026-01-01T00:00:0${second}Z` }),
    event: { category: 'process' },
    host: { id: host },
    process: { name },
  };
  return JSON.stringify(index === null ? source : { _index: index, _source: source });
}

function lineOfPart({
  second,
  id,
  number,
  total,
  text,
}: typeof scriptPart extends fc.Arbitrary<infer P> ? P : never): string {
  return JSON.stringify({
    ...(second === null ? {} : { '@timestamp': `2026-01-01T00:00:0${second}Z` }),
    event: { category: 'process' },
    powershell: {
      sequence: number,
      total,
      file: { script_block_id: id, script_block_text: text },
    },
  });
}

interface Outcome {
  readonly matches: readonly unknown[];
  readonly counts: Pick<ReplayCounts, 'scriptBlocks'> & { readonly [name: string]: unknown };
  readonly problems: readonly string[];
}

function outcomeOf(
  matches: readonly FoundMatch[],
  counts: ReplayCounts,
  problems: readonly Diagnostic[],
): Outcome {
  return {
    matches: matches.map(({ rule: position, joinKeys, events }) => [position, joinKeys, events]),
    counts: { ...counts, skipped: [...counts.skipped].sort(), doubles: [...counts.doubles].sort() },
    problems: problems.map(({ code, message, file: input }) => `${code} ${input} ${message}`),
  };
}

async function inOneThread(paths: readonly string[], options: object): Promise<Outcome> {
  const matches: FoundMatch[] = [];
  const problems: Diagnostic[] = [];
  const counts = await replay(eventInputs(paths), rules, options, {
    onMatch: match => void matches.push(match),
    onProblem: problem => void problems.push(problem),
  });
  return outcomeOf(matches, counts, problems);
}

async function inParts(paths: readonly string[], options: object, rangeBytes: number): Promise<Outcome> {
  const problems: Diagnostic[] = [];
  const sifter = new Sifter({ rules, seed: SEED, ...options });
  const merge = new Merge(
    rules,
    options,
    SEED,
    (input, events, onBatch) => sifter.siftEvents(input, events, onBatch),
    problem => void problems.push(problem),
    () => {},
  );
  const worker = new Sifter({ rules, seed: SEED, ...options });
  try {
    for await (const part of planParts(paths, { rangeBytes, groupBytes: 500, blockBytes: 500 })) {
      if (part.kind === 'here') throw new Error('there are files only');
      merge.endPart(part, await worker.sift(part, batch => merge.take(part, structuredClone(batch))));
    }
    return outcomeOf([...merge.end()], merge.counts, problems);
  } finally {
    merge.close();
  }
}

test('a scan in parts is a scan in one go', async () => {
  let run = 0;
  let joined = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 20, max: 400 }),
      fc.constantFrom({}, { fromMs: Date.UTC(2026, 0, 1, 0, 0, 2) }, { indexOverride: 'logs-y' }),
      async (files, rangeBytes, options) => {
        run++;
        const paths = files.map(({ lines, isEnded }, at) => {
          const path = join(folder, `${run}-${at}.ndjson`);
          writeFileSync(path, lines.join('\n') + (isEnded ? '\n' : ''));
          return path;
        });
        try {
          const whole = await inOneThread(paths, options);
          expect(await inParts(paths, options, rangeBytes)).toEqual(whole);
          joined += whole.counts.scriptBlocks.joined;
        } finally {
          for (const path of paths) rmSync(path);
        }
      },
    ),
    { numRuns },
  );
  expect(joined).toBeGreaterThan(0);
});
