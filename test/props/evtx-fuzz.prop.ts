// Whatever the bytes of an event log say, reading it ends soon, with records and problems, whose XML is well formed
// and no larger than the budget of their chunk allows, and with an event or a skipped record for each of them.
// Mutated are a log made by hand that has every kind of token and value, and logs of Windows where they are at
// hand. PROPERTY_RUNS=1000000 for the long form.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import sax from 'sax';
import { describe, expect, test } from 'vitest';
import { type EvtxElement, type EvtxItem, readEvtx, toXml } from '../../src/evtx/index.ts';
import { readEvtxEvents } from '../../src/ingest/formats/read-evtx.ts';
import type { IngestItem } from '../../src/ingest/ingested-event.ts';
import {
  type ChunkWriter,
  makeChunk,
  makeEvtx,
  NULL,
  plainRecord,
  textValue,
  type Value,
  value,
  whole,
} from '../cases/evtx/make-evtx.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, withinBounds } from './fuzz-bounds.ts';

const HEADER_BYTES = 4096;
const CHUNK_BYTES = 65536;
const FOLDER = '../shared/data/events/sigma-regression';
const REAL_LOGS = 12;
/** What a chunk may unfold to, in characters of text and markup: its budget, and the escapes of XML. */
const MOST_CHARACTERS = 5 * 8 * 1024 * 1024;

/** A value of each type and of each array of them. */
const VALUES: readonly Value[] = [
  NULL,
  textValue('C:\\Windows\\System32\\cmd.exe'),
  ...[1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 4].map((size, index) => whole(index + 2, size, 1)),
  ...[5, 16, 4, 8, 16, 12, 4, 8].map((size, index) => whole(index + 0x0e, size, 1)),
  textValue('a\0b\0', 0x81),
  value(0x88, 1, 0, 0, 0, 2, 0, 0, 0),
  value(0x93, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0),
];

function everyToken(chunk: ChunkWriter): void {
  chunk.fragment();
  chunk.instance(
    () =>
      chunk.element(
        'Event',
        () => {
          chunk.text('text').raw(0x08).u16(0x26).raw(0x09).name('amp');
          chunk.raw(0x07).u16(2).utf16('cd').raw(0x0a).name('pi').raw(0x0b).u16(2).utf16('do');
          VALUES.forEach((_, index) => {
            chunk.element('Data', () => chunk.substitution(index, index % 2 === 0), undefined, index);
          });
          chunk.element('Nested', () => chunk.substitution(VALUES.length));
        },
        () => chunk.attribute('Name', () => chunk.substitution(1)),
      ),
    [...VALUES, { type: 0x21, bytes: new Uint8Array(300) }],
  );
  const after = chunk.at;
  chunk.at = after - 300;
  chunk.fragment().instance(() => chunk.element('Inner', () => chunk.substitution(0)), [textValue('in')]);
  chunk.raw(0x00);
  chunk.at = after;
}

/** A record as Windows writes it, with fields of its own and values that mappings read. */
function systemRecord(chunk: ChunkWriter): void {
  chunk.fragment().instance(
    () =>
      chunk.element('Event', () => {
        chunk.element('System', () => {
          chunk.element(
            'Provider',
            () => {},
            () => chunk.attribute('Name', () => chunk.text('Microsoft-Windows-Sysmon')),
          );
          chunk.element('EventID', () => chunk.text('1')).element('Version', () => chunk.substitution(0));
          chunk.element('Channel', () => chunk.text('Microsoft-Windows-Sysmon/Operational'));
          chunk
            .element('Computer', () => chunk.substitution(1))
            .element('EventRecordID', () => chunk.text('7'));
        });
        chunk.element('EventData', () => {
          for (const name of ['CommandLine', 'Hashes', 'Image', 'ProcessId', 'User', 'UtcTime'])
            chunk.element(
              'Data',
              () => chunk.substitution(1),
              () => chunk.attribute('Name', () => chunk.text(name)),
            );
        });
        chunk.element('UserData', () =>
          chunk.element('Any', () => chunk.element('A', () => chunk.text('a'))),
        );
      }),
    [whole(4, 1, 5), textValue('C:\\a.exe "b c" \\"d')],
  );
}

const made = makeEvtx([
  makeChunk([everyToken, plainRecord('plain'), everyToken, systemRecord, plainRecord('more')], 1),
  makeChunk([plainRecord('next')], 6),
]);
const names = existsSync(FOLDER)
  ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.evtx'))
      .sort()
  : [];
const real = names
  .filter((_, index) => index % Math.ceil(names.length / REAL_LOGS) === 0)
  .map(name => readFileSync(`${FOLDER}/${name}`).subarray(0, HEADER_BYTES + CHUNK_BYTES));
/** Every other one is the one made by hand. */
const logs = [made, ...real.flatMap(log => [log, made])];
if (real.length === 0) process.stderr.write(`only made event logs are mutated: ${FOLDER} is absent\n`);

/** Bytes that mean something: ends, tokens, signs, places that are in use. */
const telling = fc.constantFrom(
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  0x0c,
  0x0d,
  0x0e,
  0x0f,
  0x21,
  0x2a,
  0x40,
  0x7f,
  0x80,
  0x81,
  0xff,
);
const byte = fc.oneof(telling, fc.nat(255));
/** Where, as a share of the part in use, and what is put there. */
const change = fc.record({
  share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bytes: fc.array(byte, { minLength: 1, maxLength: 4 }),
});
const copy = fc.record({
  from: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  to: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.nat(200),
});
const mutation = fc.record({
  source: fc.nat(1000),
  changes: fc.array(change, { maxLength: 8 }),
  /** The same in the header of the file. */
  headerChanges: fc.array(change, { maxLength: 1 }),
  copies: fc.array(copy, { maxLength: 2 }),
  /** Whether the checksums are those of the changed bytes: what a chunk says of itself is believed only then. */
  isSigned: fc.boolean(),
  keep: fc.oneof(
    { weight: 4, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Mutated> ? Mutated : never;

function mutate(log: Buffer, mutated: Mutation): Buffer {
  const { changes, headerChanges, copies, isSigned, keep } = mutated;
  const bytes = Buffer.from(log);
  // The part in use: the header of the first chunk and its records.
  const used = Math.min(bytes.readUInt32LE(HEADER_BYTES + 48), CHUNK_BYTES);
  const at = (share: number): number => HEADER_BYTES + Math.floor(share * used);
  for (const { from, to, length } of copies) bytes.copyWithin(at(to), at(from), at(from) + length);
  for (const { share, bytes: put } of changes) bytes.set(put.slice(0, bytes.length - at(share)), at(share));
  for (const { share, bytes: put } of headerChanges) bytes.set(put, 8 + Math.floor(share * 120));
  if (isSigned) sign(bytes.subarray(HEADER_BYTES, HEADER_BYTES + CHUNK_BYTES));
  return keep === 1 ? bytes : bytes.subarray(0, HEADER_BYTES + Math.floor(keep * used));
}

function sign(chunk: Buffer): void {
  chunk.writeUInt32LE(crc32(chunk.subarray(512, chunk.readUInt32LE(48))), 52);
  chunk.writeUInt32LE(crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))), 124);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function read(bytes: Buffer): Promise<readonly EvtxItem<EvtxElement>[]> {
  const items: EvtxItem<EvtxElement>[] = [];
  for await (const batch of readEvtx(once(bytes))) items.push(...batch);
  return items;
}

function expectWellFormed(xml: string): void {
  const parser = sax.parser(true);
  parser.onerror = failure => {
    throw failure;
  };
  parser.write(xml).close();
}

/** Each record is an event or skipped, and each problem is told, as a skipped record or as a remark. */
async function expectAllTold(log: Buffer, items: readonly EvtxItem<EvtxElement>[]): Promise<void> {
  const told: IngestItem[] = [];
  let remarks = 0;
  const settings = {
    input: 'in',
    onRemark: () => {
      remarks++;
    },
  };
  for await (const batch of readEvtxEvents(once(log), settings)) told.push(...batch);
  expect(told.length + remarks).toBe(items.filter(({ kind }) => kind !== 'header').length);
  const isMapped = (item: IngestItem): boolean =>
    item.kind !== 'event' || item.document['event'] !== undefined;
  if (!told.every(isMapped)) throw new Error('a document has no event');
}

describe('a mutated event log', () => {
  test(
    'ends in records and problems, in events and skipped records',
    async () => {
      await fc.assert(
        fc.asyncProperty(mutation, mutated =>
          withinBounds(async () => {
            const log = mutate(logs[mutated.source % logs.length] ?? made, mutated);
            const items = await read(log);
            let characters = 0;
            for (const item of items) {
              if (item.kind === 'problem' && item.detail === '') throw new Error('a problem says nothing');
              if (item.kind !== 'record') continue;
              const xml = toXml(item.value);
              characters += xml.length;
              // A parser of this speed could not keep up with what a hostile record may unfold to.
              if (xml.length < 100_000) expectWellFormed(xml);
            }
            expect(characters).toBeLessThan(MOST_CHARACTERS);
            await expectAllTold(log, items);
          }),
        ),
        { numRuns: FUZZ_RUNS },
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  test('is the log again where nothing was changed', async () => {
    const items = await read(made);
    expect(items.filter(({ kind }) => kind === 'problem')).toEqual([]);
    expect(items.filter(({ kind }) => kind === 'record')).toHaveLength(6);
  });
});
