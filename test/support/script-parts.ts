import type { JsonObject } from '../../src/event/json.ts';
import { readField } from '../../src/event/read-field.ts';
import type { IngestedEvent } from '../../src/ingest/ingested-event.ts';

export interface ScriptRecord {
  readonly number: number;
  readonly total: number;
  readonly text?: string;
  readonly block?: string;
  readonly host?: string;
  /** Seconds after midnight. */
  readonly second?: number;
}

export function scriptDocument(record: ScriptRecord): JsonObject {
  const { number, total, text = `text ${number}`, block = 'b', host = 'h', second = number } = record;
  return {
    '@timestamp': new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
    host: { name: host },
    powershell: { sequence: number, total, file: { script_block_id: block, script_block_text: text } },
  };
}

/** The event of one record, whose id tells what it is. */
export function scriptRecord(record: ScriptRecord): IngestedEvent {
  return eventOf(scriptDocument(record), `${record.host ?? 'h'}/${record.block ?? 'b'}/${record.number}`);
}

export function otherEvent(second: number): IngestedEvent {
  const time = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  return eventOf({ '@timestamp': time }, `other at ${second}`);
}

export function eventOf(document: JsonObject, id = 'e'): IngestedEvent {
  return {
    kind: 'event',
    id,
    identity: id,
    index: undefined,
    document,
    position: { input: 'in', record: 1 },
  };
}

/** `id: text` of each event, or the id where it is no script. */
export function tellEvents(events: readonly IngestedEvent[]): readonly string[] {
  return events.map(({ id, document }) => {
    const text = readField(document, 'powershell.file.script_block_text');
    return text === undefined ? id : `${id}: ${text}`;
  });
}
