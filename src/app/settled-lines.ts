/**
 * Tells of a line of JSON, without parsing it, whether ingest would leave the document as it stands, and what
 * ingest would say of it: its index, its time, and the fingerprint of what names it. Most lines that are scanned
 * are such: ECS as Elastic's agents ship it, or as `convert` writes it. What is not, or cannot be told for sure, is
 * read whole by ingest/read-record.ts, whose answer this file gives beforehand and must give alike; the twin test is
 * test/props/settled-lines.prop.ts.
 */
import { isUtf8 } from 'node:buffer';
import { BACKSLASH, COLON, isPrintedWhole, QUOTE } from '../engine/extract/json-bytes.ts';
import type { JsonScanner } from '../engine/extract/json-scanner.ts';
import type { LineReader } from '../engine/line-reader.ts';
import { KnownBytes, UNKNOWN } from '../engine/network/known-bytes.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { ALERT_MARK } from '../event/alert-index.ts';
import type { RawValue } from '../event/field-value.ts';
import { valuesOf } from '../event/field-value.ts';
import { parseTimestampMs } from '../event/instant.ts';
import type { JsonObject } from '../event/json.ts';
import { timeFromBytes } from '../event/time-bytes.ts';
import { recordName } from '../ingest/event-id.ts';
import { eventIndex } from '../ingest/event-index.ts';
import type { CutLines } from '../ingest/formats/cut-lines.ts';
import { isGuidName } from '../ingest/mappings/guid-case.ts';
import type { Fingerprinter } from './fingerprint.ts';

/** Keys that make a document something else than an event in ECS: a search hit, or a bare Windows record. */
const NO_DOCUMENT: readonly string[] = ['_source', 'Event', 'EventID'];
const WINLOG = 'winlog';
const MARKS: readonly string[] = [...NO_DOCUMENT, WINLOG];
const MARK_OF_WINLOG = 1 << NO_DOCUMENT.length;
const MARKS_OF_NO_DOCUMENT = MARK_OF_WINLOG - 1;

/** What the index of a document follows from, besides whether it has `winlog`. */
const INDEX_FIELDS: readonly string[] = [
  ALERT_MARK,
  'data_stream.dataset',
  'data_stream.type',
  'data_stream.namespace',
  'event.dataset',
  'winlog.channel',
  'agent.type',
  '@metadata.beat',
];
/** What names a Windows record, in the order of the name. */
const RECORD_FIELDS: readonly string[] = ['winlog.computer_name', 'winlog.channel', 'winlog.record_id'];
/** What is derived from the computer's name where a document lacks it. */
const HOST_FIELDS: readonly string[] = ['host.id', 'host.name', 'host.os.family', 'host.os.type'];
/** Parts of script blocks wait for their others, and whole ones have names of their own. */
const SCRIPT_FIELDS: readonly string[] = ['powershell.total', 'powershell.file.script_block_id'];
const MAPPED_FIELDS: readonly string[] = ['event.category', 'event.type', 'event.module'];
const SOURCE_FIELDS: readonly string[] = ['winlog.provider_name', 'event.provider', 'winlog.channel'];
const ENTITY_FIELDS: readonly string[] = ['process.entity_id', 'process.parent.entity_id'];
const TIMESTAMP = '@timestamp';
const EVENT_CODE = 'winlog.event_id';

const SETTLED_FIELDS: readonly string[] = [
  ...new Set([
    ...INDEX_FIELDS,
    ...RECORD_FIELDS,
    ...HOST_FIELDS,
    ...SCRIPT_FIELDS,
    ...MAPPED_FIELDS,
    ...SOURCE_FIELDS,
    ...ENTITY_FIELDS,
    TIMESTAMP,
    EVENT_CODE,
  ]),
];

/** Index names follow from few values; what is known of them takes so much at most, twice. */
const REMEMBERED_BYTES = 500_000;
const MOST_INDICES = 10_000;
/** Of the numbers of values that make a key. */
const MOST_VALUES = 100;

type FingerprintMaker = Pick<Fingerprinter, 'takeBytes' | 'takeName' | 'begin' | 'add' | 'end'>;

export class SettledLines {
  /** Has the line open that was settled last. */
  readonly reader: LineReader;
  /** Of the line that was settled last. */
  index: string | undefined;
  timestampMs: number | undefined;
  readonly #scanner: JsonScanner;
  readonly #indexOverride: string | undefined;
  readonly #fingerprint: FingerprintMaker;
  readonly #indexSlots: readonly number[];
  readonly #recordSlots: readonly number[];
  readonly #hostSlots: readonly number[];
  readonly #scriptSlots: readonly number[];
  readonly #mappedSlots: readonly number[];
  readonly #sourceSlots: readonly number[];
  /** Fields of Sysmon's GUIDs that somebody reads. */
  readonly #guidSlots: readonly number[];
  readonly #timeSlot: number;
  readonly #codeSlot: number;
  readonly #known = new KnownBytes(REMEMBERED_BYTES);
  #values = 0;
  readonly #indices = new Map<number, string | undefined>();
  /** The chunk of lines that was looked at as a whole last, and whether all of it is UTF-8. */
  #bytes: Uint8Array | undefined;
  #isSound = false;

  constructor(
    ruleSet: Pick<RuleSet, 'fields' | 'lineReader'>,
    indexOverride: string | undefined,
    fingerprint: FingerprintMaker,
  ) {
    const reader = ruleSet.lineReader(SETTLED_FIELDS, MARKS);
    const slotsOf = (paths: readonly string[]): number[] => paths.map(path => reader.slotOf(path));
    this.reader = reader;
    this.#scanner = reader.scanner;
    this.#indexOverride = indexOverride;
    this.#fingerprint = fingerprint;
    this.#indexSlots = slotsOf(INDEX_FIELDS);
    this.#recordSlots = slotsOf(RECORD_FIELDS);
    this.#hostSlots = slotsOf(HOST_FIELDS);
    this.#scriptSlots = slotsOf(SCRIPT_FIELDS);
    this.#mappedSlots = slotsOf(MAPPED_FIELDS);
    this.#sourceSlots = slotsOf(SOURCE_FIELDS);
    this.#guidSlots = slotsOf([
      ...ENTITY_FIELDS,
      ...ruleSet.fields.filter(path => path.startsWith('winlog.event_data.') && isGuidName(path)),
    ]);
    this.#timeSlot = reader.slotOf(TIMESTAMP);
    this.#codeSlot = reader.slotOf(EVENT_CODE);
  }

  /**
   * Whether a line, by its position, is a document that ingest leaves as it is. Then `reader` has it open, `index`
   * and `timestampMs` are what ingest and the drivers say of it, and the fingerprint is made.
   */
  settle({ bytes, ends, starts }: Pick<CutLines, 'bytes' | 'ends' | 'starts'>, position: number): boolean {
    const start = starts[position] ?? 0;
    const end = ends[position] ?? 0;
    if (start === end || !this.#isUtf8(bytes, start, end)) return false;
    if (!this.reader.openAt(bytes.buffer, bytes.byteOffset + start, bytes.byteOffset + end)) return false;
    const scanner = this.#scanner;
    if ((scanner.marks & MARKS_OF_NO_DOCUMENT) !== 0 || this.#hasAny(this.#scriptSlots)) return false;
    const hasWinlog =
      (scanner.marks & MARK_OF_WINLOG) !== 0 || this.#has(this.#codeSlot) || this.#hasAny(this.#recordSlots);
    if (hasWinlog && !this.#isSettledRecord()) return false;
    // Sysmon's documents may have left `winlog` behind.
    if (this.#isOfSysmon() && this.#hasLowerCaseGuid()) return false;
    if (!this.#readTime()) return false;
    this.index = this.#indexOf((scanner.marks & MARK_OF_WINLOG) !== 0);
    if (!hasWinlog || !this.#takeRecordName()) {
      this.#fingerprint.takeBytes(scanner.view, bytes.byteOffset + start, bytes.byteOffset + end);
    }
    return true;
  }

  /** A document of a Windows record that was mapped, of a host that is said. */
  #isSettledRecord(): boolean {
    const scanner = this.#scanner;
    // Where a Beat's record stands is known for nested keys only, and for none in arrays.
    if (scanner.hasDottedKeys || scanner.hasListedObjects) return false;
    if (this.#has(this.#codeSlot) && !this.#hasAny(this.#mappedSlots)) return false;
    return !this.#has(this.#recordSlots[0] ?? 0) || this.#hostSlots.every(slot => this.#has(slot));
  }

  /** Perhaps: by a part of its name, or because a value is spelt with escapes. */
  #isOfSysmon(): boolean {
    return this.#some(this.#sourceSlots, (bytes, start, end) => {
      for (let at = start; at < end; at++) {
        const byte = bytes[at];
        if (
          byte === BACKSLASH ||
          (byte === LOWER_Y && bytes[at + 1] === LOWER_S && bytes[at + 2] === LOWER_M)
        )
          return true;
      }
      return false;
    });
  }

  #hasLowerCaseGuid(): boolean {
    return this.#some(this.#guidSlots, (bytes, start, end) => {
      for (let at = start; at < end; at++) {
        const byte = bytes[at] ?? 0;
        if ((byte >= LOWER_A && byte <= LOWER_F) || byte === BACKSLASH) return true;
      }
      return false;
    });
  }

  /** The time as `timeOfEvent` has it; false where the spelling leaves a doubt. */
  #readTime(): boolean {
    const scanner = this.#scanner;
    this.timestampMs = undefined;
    const slot = this.#timeSlot;
    if (!this.#has(slot)) return true;
    const at = scanner.firstOf[slot] ?? 0;
    const start = scanner.starts[at] ?? 0;
    // In an array it would be no time, and an array has no colon before its values.
    let before = start - 1;
    while ((scanner.bytes[before] ?? COLON) <= BLANK) before--;
    if ((scanner.nextOf[at] ?? -1) >= 0 || scanner.bytes[before] !== COLON) return false;
    const end = scanner.ends[at] ?? 0;
    if (scanner.bytes[start] === QUOTE) {
      const ms = timeFromBytes(scanner.bytes, start + 1, end - 1);
      if (!Number.isNaN(ms)) {
        this.timestampMs = ms;
        return true;
      }
    }
    const value = scanner.valueAt(at);
    if (value === undefined) return false;
    if (typeof value === 'string' || typeof value === 'number') this.timestampMs = parseTimestampMs(value);
    return true;
  }

  /** Makes the fingerprint of the record's name, if the document says enough for one. */
  #takeRecordName(): boolean {
    if (!this.#recordSlots.every(slot => this.#has(slot)) || this.timestampMs === undefined) return false;
    const { bytes, ends, firstOf, starts } = this.#scanner;
    // A name has the time as the text means it: 2026 is a year there, and a moment in 1970 as a number.
    if (bytes[starts[firstOf[this.#timeSlot] ?? 0] ?? 0] !== QUOTE) return this.#takeOddName();
    const fingerprint = this.#fingerprint;
    fingerprint.begin();
    for (const [place, slot] of this.#recordSlots.entries()) {
      const at = firstOf[slot] ?? 0;
      let start = starts[at] ?? 0;
      let end = ends[at] ?? 0;
      if (bytes[start] === QUOTE) {
        start++;
        end--;
      } else if (!isPrintedWhole(bytes, start, end)) return this.#takeOddName();
      for (let byte = start; byte < end; byte++) {
        const unit = bytes[byte] ?? 0;
        if (unit === BACKSLASH || unit >= 0x80) return this.#takeOddName();
        fingerprint.add(place === 0 && unit >= UPPER_A && unit <= UPPER_Z ? unit + 0x20 : unit);
      }
      fingerprint.add(LINE_FEED);
    }
    const time = String(this.timestampMs);
    for (let at = 0; at < time.length; at++) fingerprint.add(time.charCodeAt(at));
    fingerprint.end();
    return true;
  }

  #takeOddName(): boolean {
    const [computer, channel, recordId] = this.#recordSlots.map(slot => this.#textOf(slot));
    const name = recordName(computer, channel, recordId, parseTimestampMs(this.#textOf(this.#timeSlot)));
    if (name === undefined) return false;
    this.#fingerprint.takeName(name);
    return true;
  }

  #textOf(slot: number): string | undefined {
    const value = this.#firstOf(slot);
    return value === undefined ? undefined : String(value);
  }

  #firstOf(slot: number): RawValue | undefined {
    this.reader.slots.fill([slot]);
    return valuesOf(this.reader.slots.slots[slot])[0];
  }

  /** The index, worked out once for each combination of the values that it follows from. */
  #indexOf(hasWinlog: boolean): string | undefined {
    const { ends, firstOf, metAt, stamp, starts, view } = this.#scanner;
    let key = Number(hasWinlog);
    for (const [place, slot] of this.#indexSlots.entries()) {
      let value = 0;
      if (metAt[slot] === stamp) {
        const at = firstOf[slot] ?? 0;
        const start = starts[at] ?? 0;
        const end = ends[at] ?? 0;
        value = this.#known.find(view, start, end, place);
        if (value === UNKNOWN) {
          value = ++this.#values;
          this.#known.add(view, start, end, place, value);
        }
        if (value >= MOST_VALUES) return this.#findIndex(hasWinlog);
      }
      key = key * MOST_VALUES + value;
    }
    const known = this.#indices.get(key);
    if (known !== undefined || this.#indices.has(key)) return known;
    const index = this.#findIndex(hasWinlog);
    if (this.#indices.size >= MOST_INDICES) this.#indices.clear();
    this.#indices.set(key, index);
    return index;
  }

  #findIndex(hasWinlog: boolean): string | undefined {
    const document: { [path: string]: RawValue | JsonObject } = hasWinlog ? { winlog: {} } : {};
    for (const [place, slot] of this.#indexSlots.entries()) {
      const value = this.#has(slot) ? this.#firstOf(slot) : undefined;
      const path = INDEX_FIELDS[place];
      if (value !== undefined && path !== undefined) document[path] = value;
    }
    // Values of JSON, under dotted keys.
    return eventIndex(document as JsonObject, { isDocument: true, indexOverride: this.#indexOverride });
  }

  #has(slot: number): boolean {
    return this.#scanner.metAt[slot] === this.#scanner.stamp;
  }

  #hasAny(slots: readonly number[]): boolean {
    for (const slot of slots) if (this.#has(slot)) return true;
    return false;
  }

  #some(
    slots: readonly number[],
    holds: (bytes: Uint8Array, start: number, end: number) => boolean,
  ): boolean {
    const scanner = this.#scanner;
    for (const slot of slots) {
      if (!this.#has(slot)) continue;
      for (let at = scanner.firstOf[slot] ?? -1; at >= 0; at = scanner.nextOf[at] ?? -1)
        if (holds(scanner.bytes, scanner.starts[at] ?? 0, scanner.ends[at] ?? 0)) return true;
    }
    return false;
  }

  /** Lines of one chunk are looked at together, which costs next to nothing. */
  #isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#isSound = isUtf8(bytes);
    }
    // Where a chunk was cut it may end in half a character.
    return this.#isSound || isUtf8(bytes.subarray(start, end));
  }
}

const LINE_FEED = 0x0a;
const BLANK = 0x20;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const LOWER_A = 0x61;
const LOWER_F = 0x66;
const LOWER_M = 0x6d;
const LOWER_S = 0x73;
const LOWER_Y = 0x79;
