import type { JsonObject } from '../event/json.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { EventName } from './event-id.ts';
import type { CutLines } from './formats/cut-lines.ts';
import type { RecordSettings } from './read-record.ts';

/** An event as it leaves ingest: named, addressed to an index, in ECS. */
export interface IngestedEvent extends EventName {
  readonly kind: 'event';
  /** The same event read twice has the same id, whichever container it came in (contracts: event inputs). */
  readonly id: string;
  /** The index that rules' patterns are matched against; undefined: unknown, every pattern accepts it. */
  readonly index: string | undefined;
  readonly document: JsonObject;
  readonly position: EventPosition;
}

export interface EventPosition {
  /** The file as the user named it, with the member of an archive behind `!`. */
  readonly input: string;
  /** Line (text) or record number (XML, arrays), from 1; in EVTX the number that the record has in its file. */
  readonly record: number;
}

export type SkipReason =
  | 'truncated'
  | 'not-utf8'
  | 'too-long'
  | 'not-json'
  | 'not-an-event'
  | 'bad-xml'
  | 'damaged-record';

/** A record of which no event could be made. It is counted and shown, and the reading goes on behind it. */
export interface SkippedRecord {
  readonly kind: 'skipped';
  readonly reason: SkipReason;
  /** How many records it stands for, where damage took several at once; else one. */
  readonly records?: number;
  readonly position: EventPosition;
  readonly diagnostic: Diagnostic;
}

/** An input, or the rest of one, of which nothing can be read. */
export interface UnreadableInput {
  readonly kind: 'unreadable';
  readonly input: string;
  readonly diagnostic: Diagnostic;
}

/** A file met in a folder that is of no event form. */
export interface PassedOverInput {
  readonly kind: 'passed-over';
  readonly input: string;
}

/** Lines of JSON that nobody has read; for who asks for lines as they are (`readEventsAndLines`). */
export interface RawLines {
  readonly kind: 'lines';
  readonly origin: LineOrigin;
  readonly lines: CutLines;
}

/** What is known of all lines of an input: one object for all of them. */
export interface LineOrigin {
  readonly settings: RecordSettings;
  /** The file in which the text begins at `base`; undefined: it was unpacked, decoded, or is no file's. */
  readonly path: string | undefined;
  readonly base: number;
}

export type IngestItem = IngestedEvent | SkippedRecord | UnreadableInput | PassedOverInput;
