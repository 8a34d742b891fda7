/** Makes events of the records of an event log file, and tells of what in it is damaged. */
import {
  type EvtxElement,
  type EvtxItem,
  type EvtxProblem,
  type EvtxRecord,
  readEvtx,
} from '../../evtx/index.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import type { EventPosition, IngestedEvent, SkippedRecord } from '../ingested-event.ts';
import { damagedLog, damagedRecords, notAnEvent } from '../messages.ts';
import { finishWindowsRecord } from '../read-record.ts';
import { windowsEventOf } from './windows-event-of.ts';

export interface EvtxSettings {
  readonly input: string;
  readonly indexOverride?: string | undefined;
  /** Told of damage that cost no record. */
  readonly onRemark?: (diagnostic: Diagnostic) => void;
}

type RecordItem = IngestedEvent | SkippedRecord;

/** The events of an event log, a batch for each of its chunks. A record is counted by its number in the file. */
export async function* readEvtxEvents(
  bytes: AsyncIterable<Uint8Array>,
  settings: EvtxSettings,
): AsyncGenerator<readonly RecordItem[]> {
  let lastRecord = 0;
  for await (const items of readEvtx(bytes)) {
    const batch: RecordItem[] = [];
    for (const item of items) {
      if (item.kind === 'record') lastRecord = item.id;
      const read = itemOf(item, lastRecord, settings);
      if (read !== undefined) batch.push(read);
    }
    yield batch;
  }
}

function itemOf(
  item: EvtxItem<EvtxElement>,
  lastRecord: number,
  settings: EvtxSettings,
): RecordItem | undefined {
  switch (item.kind) {
    case 'header':
      return undefined;
    case 'record':
      return eventOf(item, settings);
    case 'problem':
      return skippedBy(item, lastRecord, settings);
  }
}

function eventOf(record: EvtxRecord<EvtxElement>, settings: EvtxSettings): RecordItem {
  const position = { input: settings.input, record: record.id };
  const event = windowsEventOf(record.value);
  if (event !== undefined) return finishWindowsRecord(event, record.bytes, position, settings.indexOverride);
  const found = `a \`${record.value.name}\` element without an event id`;
  return skipped('not-an-event', position, notAnEvent(position, 'record', found));
}

/** Damage that may have cost records is counted; other damage is only told. */
function skippedBy(problem: EvtxProblem, lastRecord: number, settings: EvtxSettings): RecordItem | undefined {
  const { input } = settings;
  if (problem.recordsLost === 0) {
    settings.onRemark?.(damagedLog(input, problem));
    return undefined;
  }
  const position = { input, record: problem.recordId ?? lastRecord + 1 };
  const item = skipped('damaged-record', position, damagedRecords(position, problem));
  return problem.recordsLost === undefined ? item : { ...item, records: problem.recordsLost };
}

function skipped(
  reason: SkippedRecord['reason'],
  position: EventPosition,
  diagnostic: Diagnostic,
): SkippedRecord {
  return { kind: 'skipped', reason, position, diagnostic };
}
