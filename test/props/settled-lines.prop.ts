// What is said of a line that nobody parsed is what ingest says of it, and ingest would change nothing in it.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fingerprinter } from '../../src/app/fingerprint.ts';
import { timeOfEvent } from '../../src/app/replay.ts';
import { SettledLines } from '../../src/app/settled-lines.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { buildRuleSet, type RuleInput } from '../../src/engine/rule-set.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { readField } from '../../src/event/read-field.ts';
import { type CutLines, LineCutter } from '../../src/ingest/formats/cut-lines.ts';
import type { Piece } from '../../src/ingest/formats/piece.ts';
import { type RecordSettings, readJsonRecord } from '../../src/ingest/read-record.ts';
import { scriptPartOf } from '../../src/ingest/script-part.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { randomFrom } from '../support/random.ts';
import { defendDocuments, shippedDocuments } from '../support/shipped-documents.ts';
import { oddTexts } from './odd-json.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 3000);
const settings = { input: 'in', noun: 'line', limitBytes: 1 << 24 } as const;

const rules: readonly RuleInput[] = [
  'process where process.name == "a.exe" and process.pid > 3 and user.id != null',
  'any where host.id == "h1" and host.os.type == "windows" and event.code == "1" and host.name != "x"',
  'sequence by process.entity_id [any where event.type == "start"] [any where process.parent.entity_id != null]',
  'any where winlog.event_data.SourceProcessGUID : "*a*" and winlog.event_data.TargetImage : "*a*"',
  'any where ?winlog.event_data.ProcessGuid : "*A*" and winlog.channel : "*" and winlog.computer_name == "x"',
  'any where event.dataset == "x" or data_stream.dataset == "y" or powershell.file.script_block_text : "*x*"',
].map(query => {
  const plan = compileEql(sourceText('<query>', query)).value;
  if (plan === undefined) throw new Error(`no query: ${query}`);
  return { plan };
});
const ruleSet = buildRuleSet(rules);
const walk = buildExtractor(ruleSet.fields);

function settledLines(indexOverride?: string): { settled: SettledLines; fingerprint: Fingerprinter } {
  const fingerprint = new Fingerprinter(7);
  return { settled: new SettledLines(ruleSet, indexOverride, fingerprint), fingerprint };
}

/** What settling says of each line that it takes, beside what ingest says; undefined where it does not take one. */
function compared(
  { settled, fingerprint }: ReturnType<typeof settledLines>,
  text: Uint8Array,
  indexOverride?: string,
  cut = 0,
): ({ readonly said: unknown; readonly wanted: unknown } | undefined)[] {
  const own = { ...settings, indexOverride };
  const cutter = new LineCutter(settings.limitBytes);
  const settle = (all: readonly CutLines[]): ReturnType<typeof compared> =>
    all.flatMap(lines =>
      Array.from({ length: lines.count }, (_, at) => {
        if (!settled.settle(lines, at)) return undefined;
        const { index, reader, timestampMs } = settled;
        const { low, high } = fingerprint;
        reader.slots.fill([...ruleSet.fields.keys()]);
        const values = ruleSet.fields.map((_, slot) => reader.slots.slots[slot]);
        return besides({ index, timestampMs, low, high, values }, lines.pieceAt(at), own);
      }),
    );
  // The second chunk comes when the lines of the first were seen.
  return [
    ...settle(cutter.push(text.subarray(0, cut))),
    ...settle(cutter.push(text.subarray(cut))),
    ...settle(cutter.end()),
  ];
}

function besides(
  said: { readonly [name: string]: unknown },
  piece: Piece,
  own: RecordSettings,
): { readonly said: unknown; readonly wanted: unknown } {
  const event = readJsonRecord(piece, own);
  if (event.kind === 'skipped') {
    // Damage in what nobody reads, or in what is found broken when it is read.
    const isMissable =
      event.reason === 'not-json' || event.reason === 'truncated' || /deep/.test(event.diagnostic.message);
    return { said: 'damaged', wanted: isMissable ? 'damaged' : event.reason };
  }
  // Its others may come, and it would have to wait for them.
  if (scriptPartOf(event.document) !== undefined) return { said: 'no part', wanted: 'a part of a script' };
  const line = Buffer.from(piece.bytes ?? []).toString('utf8');
  const document = JSON.parse(line) as JsonObject; // ingest read it
  const twin = new Fingerprinter(7);
  twin.take(event.identity);
  const { index, document: mapped } = event;
  const [timestampMs, { low, high }] = [timeOfEvent(event), twin];
  const values = ruleSet.fields.map(path => readField(mapped, path));
  return {
    said: { line, ...said, unchanged: walk.fromDocument(document) },
    wanted: { line, index, timestampMs, low, high, values, unchanged: walk.fromDocument(mapped) },
  };
}

/** A line, now and then with a byte of it changed. */
const lines = fc
  .tuple(
    fc.oneof(
      shippedDocuments.map(document => ({ text: JSON.stringify(document) })),
      // A number that is not printed as it is written.
      shippedDocuments.map(document => ({
        text: JSON.stringify(document).replace('"record_id":7', '"record_id":12345678901234567'),
      })),
      oddTexts(shippedDocuments),
    ),
    fc.oneof(
      { weight: 12, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0xff, 0xc3, 0x5c, 0x22, 0x7d))),
      },
    ),
  )
  .map(([{ text }, change]) => {
    // A line has no line feeds in it, and blanks mean the same.
    const line = new TextEncoder().encode(text.replaceAll('\n', ' '));
    if (change !== undefined) line[change[0] % Math.max(1, line.length)] = change[1];
    return line;
  });

test('a settled line is the event that ingest would read, with what ingest says of it', () => {
  let settledCount = 0;
  let count = 0;
  fc.assert(
    fc.property(
      fc.array(lines, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(undefined, 'logs-mine'),
      fc.nat(3000),
      (drawn, indexOverride, cut) => {
        const text = Buffer.concat(drawn.flatMap(line => [line, Buffer.from('\n')]));
        for (const found of compared(settledLines(indexOverride), text, indexOverride, cut)) {
          count++;
          if (found === undefined) continue;
          settledCount++;
          expect(found.said).toEqual(found.wanted);
        }
      },
    ),
    { numRuns },
  );
  expect(settledCount / count).toBeGreaterThan(0.02);
});

test('every document of the shape of Elastic Defend is settled', () => {
  const settling = settledLines();
  fc.assert(
    fc.property(defendDocuments, document => {
      const [found] = compared(settling, Buffer.from(JSON.stringify(document)));
      expect(found).toBeDefined();
      expect(found?.said).toEqual(found?.wanted);
    }),
    { numRuns },
  );
});

test('what `convert` writes of Windows records is settled', () => {
  const settling = settledLines();
  let records = 0;
  for (const line of readFileSync('examples/attack.ndjson', 'utf8').trimEnd().split('\n')) {
    const bytes = Buffer.from(line);
    const event = readJsonRecord({ record: 1, bytes, lengthBytes: bytes.length, ending: 'mark' }, settings);
    if (event.kind !== 'event') throw new Error(`the example holds what is no event: ${line}`);
    if (event.document['winlog'] === undefined || readField(event.document, 'powershell') !== undefined)
      continue;
    records++;
    const [found] = compared(settling, Buffer.from(JSON.stringify(event.document)));
    expect(found).toBeDefined();
    expect(found?.said).toEqual(found?.wanted);
  }
  expect(records).toBeGreaterThan(100);
});

test('indices are told apart however many there are', () => {
  const random = randomFrom(1);
  const indices = new Set<unknown>();
  const settling = settledLines();
  for (let at = 0; at < 4000; at++) {
    const dataset = `d${random.below(random.pick([3, 90, 900]))}`;
    const document = {
      data_stream: { dataset, type: `t${random.below(90)}`, namespace: random.below(2) ? 'default' : 'n' },
    };
    const [found] = compared(settling, Buffer.from(JSON.stringify(document)));
    expect(found).toBeDefined();
    expect(found?.said).toEqual(found?.wanted);
    indices.add(settling.settled.index);
  }
  expect(indices.size).toBeGreaterThan(2000);
});
