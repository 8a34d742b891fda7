/**
 * A scan on several cores (`--jobs`): the input is cut into *parts*, worker threads read parts and let the
 * filters see their events, and the main thread takes what is left of each part, in the order of the parts.
 *
 *     paths ─▶ parts ─▶ worker: read, map, filter ─▶ batches ─▶ in order of the parts ─▶ merge ─▶ finishers, alerts
 *                  └──▶ worker: the same ───────────────┘
 *
 * Only here, in order, is decided what depends on what came before: which of two doubles is the first, the number
 * of each arrival, the line numbers of a file that was cut. So the output is that of one thread, byte for byte,
 * whichever worker was faster. Why it is so: docs/design/jobs.md.
 *
 * Everything in this file crosses between threads: plain data, no functions.
 */
import type { RowColumns } from '../../engine/hit-rows.ts';
import type { RuleInput } from '../../engine/rule-set.ts';
import type { Piece } from '../../ingest/formats/piece.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import type { InputCounts } from '../read-inputs.ts';

/** What a worker reads in one go. */
export type Part = FilesPart | LinesPart;

/** Whole files, whatever is in them. */
export interface FilesPart {
  readonly kind: 'files';
  readonly files: readonly { readonly path: string; readonly isMet: boolean }[];
}

/** Some lines of a file or of standard input of which each line is a document. */
export interface LinesPart {
  readonly kind: 'lines';
  readonly input: string;
  readonly lines: LineRange | LineBlock;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The lines of a file whose first byte lies in [start, end). */
export interface LineRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Whole lines; the last of an input may lack its line feed. */
export interface LineBlock {
  readonly bytes: Uint8Array;
  /** The length of a line that stands before them and was over the limit, so that nobody holds it. */
  readonly overlongBytes?: number;
}

/** What every worker is started with. */
export interface WorkerSettings {
  readonly rules: readonly RuleInput[];
  readonly indexOverride?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Of the fingerprints of events and the hashes of keys, the same for all. */
  readonly seed: number;
}

/** Events of one part and input, in order, as far as the rest of the scan needs them. */
export interface Batch {
  readonly input: string;
  /** Two numbers an event. */
  readonly fingerprints: Uint32Array;
  /** One an event. */
  readonly flags: Uint8Array;
  /** What hit. An event is called by its position in the batch. */
  readonly rows: RowColumns;
  /**
   * Events that hit and stand in a file: four numbers each, the position in the batch, the line (from 1 in this part,
   * or in the whole input of a files part), and where the line begins and how many bytes it has.
   */
  readonly places: Float64Array;
  /** The file that the places are of. */
  readonly path: string | undefined;
  /** All others that hit. */
  readonly hitEvents: readonly HitEvent[];
  readonly tallies: readonly EventTally[];
  /** Parts of script blocks, whose other parts may stand in another part of the file: no filter has seen them. */
  readonly scriptParts: readonly WaitingScriptPart[];
  /** What was to be told before the next batch. */
  readonly problems: readonly Diagnostic[];
  /** Lines that are no events, numbered from 1 in this part. They are told by who knows how many came before. */
  readonly badLines: readonly Piece[];
  readonly bytesRead: number;
}

export const WITHOUT_TIME = 1;
export const OUT_OF_RANGE = 2;
export const WITHOUT_INDEX = 4;

/** One event that hit: as it is kept, or as the line that it was. */
export type HitEvent =
  | { readonly event: number; readonly text: string }
  | { readonly event: number; readonly line: Uint8Array; readonly record: number };

export interface EventTally {
  readonly event: number;
  readonly untimedHits: number;
  readonly droppedKeyTuples: number;
}

/** A record of a script block that came in several. */
export interface WaitingScriptPart {
  /** How many events stand before it in the batch. */
  readonly event: number;
  /** The event as it is kept, and what names it. */
  readonly text: string;
  readonly identity: string | Uint8Array;
  /** Its line, from 1 in this part of the file. */
  readonly line: number;
}

/** What is known once a part is read. */
export interface PartEnd {
  /** What the inputs of a files part held besides events. */
  readonly counts: InputCounts;
  /** How many lines a lines part has, blank ones too. */
  readonly lines: number;
  /** Why a lines part was not read to its end. */
  readonly failure?: Diagnostic;
}

/** From the main thread to a worker. */
export type ToWorker =
  | { readonly kind: 'part'; readonly part: Part }
  /** Batches of so many bytes were merged. */
  | { readonly kind: 'taken'; readonly sizeBytes: number };

/** From a worker to the main thread. */
export type FromWorker =
  | { readonly kind: 'batch'; readonly batch: Batch; readonly sizeBytes: number }
  | { readonly kind: 'end'; readonly end: PartEnd };
