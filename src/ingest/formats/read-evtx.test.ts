import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  type ChunkWriter,
  makeChunk,
  makeEvtx,
  plainRecord,
  textValue,
  whole,
} from '../../../test/cases/evtx/make-evtx.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import type { IngestItem } from '../ingested-event.ts';
import { readEvents } from '../read-events.ts';

async function read(
  bytes: Uint8Array,
  onRemark: (diagnostic: Diagnostic) => void = () => {},
): Promise<IngestItem[]> {
  const items: IngestItem[] = [];
  const input = {
    name: 'Security.evtx',
    async *bytes() {
      yield bytes;
    },
  };
  for await (const batch of readEvents(input, { onRemark })) items.push(...batch);
  return items;
}

/** A process creation, as Windows lays it out: a template, and the number of its record as a value. */
function processRecord(recordId: number): (chunk: ChunkWriter) => void {
  return chunk => {
    const of = (name: string, index: number): ChunkWriter =>
      chunk.element(name, () => chunk.substitution(index));
    chunk.fragment().instance(
      () =>
        chunk.element('Event', () => {
          chunk.element('System', () => {
            chunk.element(
              'Provider',
              () => {},
              () => chunk.attribute('Name', () => chunk.text('Microsoft-Windows-Security-Auditing')),
            );
            of('EventID', 0);
            chunk.element(
              'TimeCreated',
              () => {},
              () => chunk.attribute('SystemTime', () => chunk.substitution(1)),
            );
            of('EventRecordID', 2);
            chunk.element('Channel', () => chunk.text('Security'));
            chunk.element('Computer', () => chunk.text('HOST'));
          });
          chunk.element('EventData', () => {
            chunk.element(
              'Data',
              () => chunk.substitution(3),
              () => chunk.attribute('Name', () => chunk.text('NewProcessName')),
            );
          });
        }),
      [
        whole(0x06, 2, 4688),
        whole(0x11, 8, 133_590_312_001_234_567n),
        whole(0x0a, 8, recordId),
        textValue('C:\\a & b\\c.exe'),
      ],
    );
  };
}

const log = (): Buffer => makeEvtx([makeChunk([processRecord(41), processRecord(42)])]);

const asXml = (recordId: number): string =>
  `<Event><System><Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4688</EventID>` +
  `<TimeCreated SystemTime="2024-05-01T10:00:00.1234567Z"/><EventRecordID>${recordId}</EventRecordID>` +
  `<Channel>Security</Channel><Computer>HOST</Computer></System><EventData>` +
  `<Data Name="NewProcessName">C:\\a &amp; b\\c.exe</Data></EventData></Event>`;

test('a record of an event log is the same event as its XML: document, id and index', async () => {
  const fromXml = await read(Buffer.from(`<Events>${asXml(41)}${asXml(42)}</Events>`));
  expect(fromXml).toMatchObject([{ kind: 'event' }, { kind: 'event' }]);
  const withoutFile = (items: IngestItem[]): unknown[] =>
    items.map(item => (item.kind === 'event' ? { ...item, position: item.position.record } : item));
  expect(withoutFile(await read(log()))).toEqual(withoutFile(fromXml));
});

test('an event log may be packed', async () => {
  expect(await read(gzipSync(log()))).toEqual(await read(log()));
});

test('a damaged record is counted and named, and the others are read', async () => {
  const broken = (chunk: ChunkWriter): void => void chunk.fragment().raw(0x1e);
  const bytes = makeEvtx([makeChunk([processRecord(1), broken, processRecord(3)], 7)]);
  expect(await read(bytes)).toMatchObject([
    { kind: 'event', position: { input: 'Security.evtx', record: 7 } },
    {
      kind: 'skipped',
      reason: 'damaged-record',
      position: { record: 8 },
      diagnostic: {
        code: 'ING020',
        severity: 'warning',
        message: 'record 8 cannot be read: expected the end, found token 0x1e',
      },
    },
    { kind: 'event', position: { record: 9 } },
  ]);
});

test('records that are gone are counted as far as anybody can know', async () => {
  const cut = (await read(log().subarray(0, 4096 + 600)))[0];
  expect(cut).toMatchObject({
    reason: 'damaged-record',
    position: { record: 1 },
    diagnostic: {
      message: '2 records are missing: the file ends inside a chunk',
      notes: ['at byte 4608 of the event log'],
    },
  });
  const headless = log();
  headless.fill(0, 4096, 4096 + 512);
  expect(await read(headless)).toMatchObject([
    {
      reason: 'damaged-record',
      diagnostic: {
        message: 'records may be missing: 65536 bytes have no chunk header; 2 records were found in them',
      },
    },
    { kind: 'event' },
    { kind: 'event' },
  ]);
});

test('a checksum that does not agree is a remark and costs no event', async () => {
  const bytes = log();
  bytes[24] = 9;
  const remarks: Diagnostic[] = [];
  expect(await read(bytes, remark => remarks.push(remark))).toMatchObject([
    { kind: 'event' },
    { kind: 'event' },
  ]);
  expect(remarks).toMatchObject([{ code: 'ING021', severity: 'hint', file: 'Security.evtx' }]);
});

test('a record that is no event is left out', async () => {
  expect(await read(makeEvtx([makeChunk([plainRecord('x')])]))).toMatchObject([
    { kind: 'skipped', reason: 'not-an-event', diagnostic: { code: 'ING014' } },
  ]);
});
