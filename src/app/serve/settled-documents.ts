/**
 * Documents that are events in ECS as they stand, which most are: they become events for the store without being
 * parsed. What is said of one is what ingest/read-record.ts would say (test/props/settled-documents.prop.ts); all
 * others are left to it, with everything that Windows wrote, whose names and GUIDs it looks into.
 */
import { hash } from 'node:crypto';
import { buildRuleSet } from '../../engine/rule-set.ts';
import { parseTimestampMs } from '../../event/instant.ts';
import type { ArrivingDocument } from '../../http/parts.ts';
import type { NewEvent } from '../../store/event-store.ts';
import { SettledLines } from '../settled-lines.ts';
import { isJsonLine } from './is-json-line.ts';

const INGESTED = 'event.ingested';
const WINDOWS = Buffer.from('winlog');

export class SettledDocuments {
  readonly #settled: SettledLines;
  readonly #ingestedSlot: number;
  readonly #starts = [0];
  readonly #ends = [0];

  constructor() {
    const { lineReader } = buildRuleSet([]);
    const readers = {
      fields: [],
      lineReader: (alsoRead: readonly string[] = [], marks?: readonly string[]) =>
        lineReader([...alsoRead, INGESTED], marks),
    };
    this.#settled = new SettledLines(readers, undefined, NO_FINGERPRINT);
    this.#ingestedSlot = this.#settled.reader.slotOf(INGESTED);
  }

  /** Undefined: it is to be parsed, and may be no event at all. */
  read({ bytes, id, index }: ArrivingDocument, nowMs: number): NewEvent | undefined {
    if (asBuffer(bytes).includes(WINDOWS) || !isJsonLine(bytes)) return undefined;
    this.#ends[0] = bytes.length;
    const settled = this.#settled;
    if (!settled.settle({ bytes, starts: this.#starts, ends: this.#ends }, 0)) return undefined;
    return {
      id: id ?? hash('sha256', bytes, 'hex'),
      index: index ?? settled.index,
      timeMs: settled.timestampMs,
      ingestedMs: this.#ingestedMs() ?? nowMs,
      raw: bytes,
      ecs: undefined,
    };
  }

  #ingestedMs(): number | undefined {
    const { slots } = this.#settled.reader;
    slots.fill([this.#ingestedSlot]);
    const value = slots.slots[this.#ingestedSlot];
    return typeof value === 'string' || typeof value === 'number' ? parseTimestampMs(value) : undefined;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The store tells doubles apart by their ids. */
const NO_FINGERPRINT = {
  takeBytes(): void {},
  takeName(): void {},
  begin(): void {},
  add(): void {},
  end(): void {},
};
