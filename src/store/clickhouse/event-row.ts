/**
 * Events as rows of bytes, which are written to the journal and read by ClickHouse as they stand (RowBinary):
 *
 *     size, check          32 bits each: how long the rest of the row is, and its CRC
 *     arrival, arrived     64 bits each; `arrived` is the time of arrival by the clock of the store
 *     time, ingested       64 bits each, in milliseconds
 *     bytes                64 bits: how long `raw` is
 *     id, index            a text is its length in bytes (LEB128) and its bytes
 *     the columns          event-columns.ts
 *     raw, ecs             texts; `ecs` is empty where `raw` is in ECS
 *
 * The values of the columns are found in the bytes of the document and copied from there; only a document that the
 * scanner does not take is parsed.
 */
import { crc32 } from 'node:zlib';
import { JsonScanner } from '../../engine/extract/json-scanner.ts';
import type { RawValue } from '../../event/field-value.ts';
import { valuesOf } from '../../event/field-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { NewEvent } from '../event-store.ts';
import { BinaryRows } from './binary-rows.ts';
import {
  EVENT_COLUMNS,
  type EventColumn,
  LONGEST_VALUE,
  MOST_LISTED,
  NO_NUMBER,
  NO_TIME,
  ODD,
  ODD_NUMBER,
} from './event-columns.ts';

const TYPE_IN_ROW = {
  words: 'String',
  text: 'String',
  entity: 'String',
  number: 'Int64',
  list: 'Array(String)',
} as const;
/** Of the size and the check. */
const HEAD_BYTES = 8;
/** Where, in a row, its arrival and its time stand, and where its id begins. */
const ARRIVAL_AT = 8;
const TIME_AT = 24;
const ID_AT = 48;
/** The columns of a row, as ClickHouse is told of them. */
export const ROW_STRUCTURE: string = [
  'size UInt32, row_check UInt32, arrival UInt64, arrived Int64, time Int64, ingested Int64, bytes Int64',
  'id String, index_name String',
  ...EVENT_COLUMNS.map(({ column, kind }) => `${column} ${TYPE_IN_ROW[kind]}`),
  'raw String, ecs String',
].join(', ');
/** Of these, what the table has. */
export const ROW_COLUMNS: string = [
  'arrival, arrived, time, ingested, bytes, id, index_name',
  ...EVENT_COLUMNS.map(({ column }) => column),
  'raw, ecs',
].join(', ');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;
const HIGH_UNIT = 2 ** 32;
const NO_BYTES = new Uint8Array(0);
/** Half a character, which UTF-8 has no bytes for; and two letters whose lower case is one of ASCII. */
const UNCERTAIN = /\p{Surrogate}|[\u0130\u212a]/u;
/** Beyond these digits a number is no exact one. */
const MOST_DIGITS = 15;

/** What is read back of a row: enough to tell whether it is stored. */
export interface RowKey {
  /** Where the row stands in the bytes. */
  readonly from: number;
  readonly to: number;
  readonly arrival: number;
  readonly time: number;
  readonly id: string;
}

/**
 * The rows that stand in the bytes, from the start to the first that is not whole: a kill or a power loss in the middle
 * of a write leaves such a one, and nobody was told that it is stored.
 * @returns also how many bytes these rows take
 */
export function readRows(bytes: Buffer): { readonly keys: readonly RowKey[]; readonly wholeBytes: number } {
  const keys: RowKey[] = [];
  let at = 0;
  while (at + HEAD_BYTES <= bytes.length) {
    const end = at + HEAD_BYTES + bytes.readUInt32LE(at);
    if (end > bytes.length || end <= at + ID_AT) break;
    if (crc32(bytes.subarray(at + HEAD_BYTES, end)) !== bytes.readUInt32LE(at + 4)) break;
    const arrival = new BinaryRows(bytes, at + ARRIVAL_AT).long();
    const time = new BinaryRows(bytes, at + TIME_AT).long();
    const id = new BinaryRows(bytes, at + ID_AT).text();
    keys.push({
      from: at,
      to: end,
      arrival,
      time,
      id,
    });
    at = end;
  }
  return { keys, wholeBytes: at };
}

export class RowWriter {
  private bytes: Buffer = Buffer.allocUnsafe(1 << 16);
  private at = 0;
  private readonly scanner = new JsonScanner(EVENT_COLUMNS.map(each => each.field));

  /** Of all rows since the start. */
  get size(): number {
    return this.at;
  }

  /** The rows since the start; they hold until the next one is added. */
  rows(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }

  start(): void {
    this.at = 0;
    // What one large batch needed is not kept for ever.
    if (this.bytes.length > 1 << 25) this.bytes = Buffer.allocUnsafe(1 << 16);
  }

  add(event: NewEvent, arrival: number, arrivedMs: number): void {
    const { raw, ecs = NO_BYTES } = event;
    // Two texts may be three times as long in UTF-8; columns are bounded.
    const most = 3 * (event.id.length + (event.index?.length ?? 0)) + MOST_COLUMN_BYTES;
    this.reserve(raw.length + ecs.length + most);
    const head = this.at;
    this.at += HEAD_BYTES;
    this.long(arrival);
    this.long(arrivedMs);
    this.long(event.timeMs ?? NO_TIME);
    this.long(event.ingestedMs);
    this.long(raw.length);
    this.text(event.id);
    this.text(event.index ?? '');
    const document = ecs.length > 0 ? ecs : raw;
    if (this.scanner.scan(document))
      for (const [slot, column] of EVENT_COLUMNS.entries()) this.scanned(slot, column);
    else this.parsed(document);
    this.copy(raw);
    this.copy(ecs);
    const content = this.bytes.subarray(head + HEAD_BYTES, this.at);
    this.bytes.writeUInt32LE(content.length, head);
    this.bytes.writeUInt32LE(crc32(content), head + 4);
  }

  private scanned(slot: number, { kind }: EventColumn): void {
    const { scanner } = this;
    const isThere = scanner.metAt[slot] === scanner.stamp;
    const first = isThere ? (scanner.firstOf[slot] ?? -1) : -1;
    if (kind === 'list') this.scannedList(first);
    else if (kind === 'number')
      this.long(first < 0 ? NO_NUMBER : this.isOnly(first) ? this.scannedNumber(first) : ODD_NUMBER);
    else if (first < 0) this.bytes[this.at++] = 0;
    else if (this.isOnly(first)) this.scannedText(first);
    else this.text(ODD);
  }

  private isOnly(first: number): boolean {
    return this.scanner.nextOf[first] === -1;
  }

  private scannedList(first: number): void {
    const start = this.at;
    this.at++;
    let count = 0;
    for (let at = first; at >= 0; at = this.scanner.nextOf[at] ?? -1) {
      const before = this.at;
      if (count < MOST_LISTED) this.scannedText(at);
      if (count === MOST_LISTED || this.isOddAt(before)) {
        this.at = start + 1;
        this.text(ODD);
        count = 1;
        break;
      }
      count++;
    }
    this.bytes[start] = count;
  }

  private isOddAt(at: number): boolean {
    return this.bytes[at] === 1 && this.bytes[at + 1] === ODD.charCodeAt(0);
  }

  /** One value that stands in the document as text. */
  private scannedText(found: number): void {
    const { bytes, starts, ends } = this.scanner;
    const start = (starts[found] ?? 0) + 1;
    const end = (ends[found] ?? 0) - 1;
    const length = end - start;
    if (bytes[start - 1] !== QUOTE || length === 0 || length > LONGEST_VALUE) {
      this.text(ODD);
      return;
    }
    const to = this.at + (length < 0x80 ? 1 : 2);
    for (let from = start; from < end; from++) {
      const byte = bytes[from] ?? 0;
      // An escape, a letter beyond ASCII, or what no text may hold: as the parser has it.
      if (byte >= 0x80 || byte === BACKSLASH || byte < 0x20) {
        this.columnText(this.scanner.valueAt(found));
        return;
      }
      this.bytes[to + from - start] = byte;
    }
    this.length(length);
    this.at += length;
  }

  private scannedNumber(found: number): number {
    const { bytes, starts, ends } = this.scanner;
    const start = starts[found] ?? 0;
    const end = ends[found] ?? 0;
    if (end - start > MOST_DIGITS || (bytes[start] === ZERO && end - start > 1)) return ODD_NUMBER;
    let number = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) return ODD_NUMBER;
      number = number * 10 + byte - ZERO;
    }
    return number;
  }

  /** The slow way, for a document that the scanner leaves to the parser. */
  private parsed(bytes: Uint8Array): void {
    const document = parseObject(bytes);
    for (const { field, kind } of EVENT_COLUMNS) {
      // What is no document has no fields, and nobody will find any in it.
      const values = document === undefined ? [] : valuesOf(readField(document, field));
      const [first] = values;
      if (kind === 'list') {
        const isOdd = values.length > MOST_LISTED || values.some(value => columnTextOf(value) === ODD);
        const listed = isOdd ? [ODD] : values;
        this.bytes[this.at++] = listed.length;
        for (const value of listed) this.columnText(value);
      } else if (kind === 'number')
        this.long(first === undefined ? NO_NUMBER : values.length === 1 ? columnNumberOf(first) : ODD_NUMBER);
      else if (first === undefined) this.bytes[this.at++] = 0;
      else if (values.length === 1) this.columnText(first);
      else this.text(ODD);
    }
  }

  private columnText(value: RawValue | undefined): void {
    this.text(columnTextOf(value));
  }

  private text(text: string): void {
    this.length(Buffer.byteLength(text));
    this.at += this.bytes.write(text, this.at);
  }

  private copy(bytes: Uint8Array): void {
    this.length(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  private length(length: number): void {
    let rest = length;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes[this.at++] = (rest % 0x80) | 0x80;
    this.bytes[this.at++] = rest;
  }

  private long(number: number): void {
    const high = Math.floor(number / HIGH_UNIT);
    this.bytes.writeUInt32LE(number - high * HIGH_UNIT, this.at);
    this.bytes.writeInt32LE(high, this.at + 4);
    this.at += 8;
  }

  private reserve(most: number): void {
    const needed = this.at + most;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }
}

/** What the columns of a row take at most, with what stands before them, without id and index. */
const MOST_COLUMN_BYTES =
  128 +
  EVENT_COLUMNS.reduce(
    (sum, { kind }) =>
      sum +
      (kind === 'number' ? 8 : kind === 'list' ? 1 + MOST_LISTED * (LONGEST_VALUE + 2) : LONGEST_VALUE + 2),
    0,
  );

function parseObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) as Json;
    return isJsonObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function columnTextOf(value: RawValue | undefined): string {
  if (typeof value !== 'string' || value === '') return ODD;
  if (value.length > LONGEST_VALUE || Buffer.byteLength(value) > LONGEST_VALUE) return ODD;
  return UNCERTAIN.test(value) ? ODD : value;
}

function columnNumberOf(value: RawValue): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 10 ** MOST_DIGITS
    ? value + 0
    : ODD_NUMBER;
}
