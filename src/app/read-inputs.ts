/** Reads inputs one after the other and accounts for everything in them that is no event. */
import { ownIdentity } from '../ingest/event-id.ts';
import type { EventInput } from '../ingest/event-input.ts';
import type {
  IngestedEvent,
  LineOrigin,
  RawLines,
  SkippedRecord,
  SkipReason,
} from '../ingest/ingested-event.ts';
import { startJoiner } from '../ingest/join-in-order.ts';
import { readEvents, readEventsAndLines } from '../ingest/read-events.ts';
import { readJsonRecord } from '../ingest/read-record.ts';
import {
  countScriptBlock,
  noScriptBlocks,
  type ScriptBlockCounts,
  type ScriptBlockOutcome,
} from '../ingest/script-block-counts.ts';
import type { Diagnostic } from '../source/diagnostic.ts';

/** What was read besides events: nothing is lost without standing here. */
export interface InputCounts {
  readonly skipped: Map<SkipReason, number>;
  /** Files met in folders that are of no event form. */
  readonly passedOver: string[];
  /** Inputs that could not be read, or not to their end, or of which every record was skipped. */
  readonly unreadable: string[];
  /** Script blocks that came in several records. */
  readonly scriptBlocks: ScriptBlockCounts;
}

export interface ReadOptions {
  /** The index of events that name none. */
  readonly indexOverride?: string | undefined;
  /** The events come in order of time, which is to be kept. */
  readonly ordered?: boolean | undefined;
  /** An input or record that could not be read. */
  onProblem(diagnostic: Diagnostic): void;
}

export function noInputCounts(): InputCounts {
  return { skipped: new Map(), passedOver: [], unreadable: [], scriptBlocks: noScriptBlocks() };
}

/** Takes lines of JSON before they are read, where it has a faster way. */
export interface LineTaker {
  /**
   * Whether a line, by its position, was dealt with as the event that it is; else it is read, and comes as an event
   * or is told.
   */
  take(raw: RawLines, at: number): boolean;
  /** No further line is wanted. */
  isDone(): boolean;
}

/**
 * The events of all inputs in order, in the batches in which they come; the rest is counted and told. The taker is
 * shown each line when all events before it have been handed out; after some lines comes a batch, which may be empty.
 */
export async function* readInputs(
  inputs: AsyncIterable<EventInput> | Iterable<EventInput>,
  counts: InputCounts,
  options: ReadOptions,
  taker?: LineTaker,
): AsyncGenerator<readonly IngestedEvent[]> {
  for await (const input of inputs) yield* readInput(input, counts, options, taker);
}

async function* readInput(
  input: EventInput,
  counts: InputCounts,
  { indexOverride, ordered, onProblem }: ReadOptions,
  taker: LineTaker | undefined,
): AsyncGenerator<readonly IngestedEvent[]> {
  let events = 0;
  let skipped = 0;
  let isUnreadable = false;
  const onScriptBlock = (outcome: ScriptBlockOutcome): void => countScriptBlock(counts.scriptBlocks, outcome);
  const settings = { onRemark: onProblem, indexOverride, ordered, onScriptBlock };
  /** Of the lines that are being read, which come as they are. */
  let joiner: ReturnType<typeof startJoiner> | undefined;
  let origin: LineOrigin | undefined;
  const endLines = (): readonly IngestedEvent[] => {
    const rest = joiner?.end() ?? [];
    joiner = undefined;
    return rest;
  };
  const skip = (item: SkippedRecord): void => {
    skipped++;
    countSkipped(counts, item);
    onProblem(item.diagnostic);
  };
  const readWhole = (
    raw: RawLines,
    at: number,
    joinWith: ReturnType<typeof startJoiner>,
  ): readonly IngestedEvent[] => {
    const read = readJsonRecord(raw.lines.pieceAt(at), raw.origin.settings);
    if (read.kind === 'skipped') {
      skip(read);
      return [];
    }
    events++;
    // What waits to be joined must not lie in a chunk that is filled again.
    return joinWith.push({ ...read, identity: ownIdentity(read.identity) });
  };
  const reading = taker === undefined ? readEvents(input, settings) : readEventsAndLines(input, settings);
  for await (const items of reading) {
    let batch: IngestedEvent[] = [];
    for (const item of items) {
      if (item.kind !== 'lines' || item.origin !== origin) batch.push(...endLines());
      switch (item.kind) {
        case 'lines': {
          origin = item.origin;
          joiner ??= startJoiner(ordered, onScriptBlock);
          for (let at = 0; at < item.lines.count; at++) {
            if (taker !== undefined && !joiner.keepsBack) {
              if (batch.length > 0) {
                yield batch;
                batch = [];
              }
              if (taker.isDone()) return;
              if (taker.take(item, at)) {
                events++;
                continue;
              }
            }
            batch.push(...readWhole(item, at, joiner));
          }
          break;
        }
        case 'event':
          events++;
          batch.push(item);
          break;
        case 'passed-over':
          counts.passedOver.push(item.input);
          break;
        case 'skipped':
          skip(item);
          break;
        case 'unreadable':
          isUnreadable = true;
          onProblem(item.diagnostic);
          break;
      }
    }
    yield batch;
  }
  yield endLines();
  if (isUnreadable || isOfNoUse({ events, skipped })) counts.unreadable.push(input.name);
}

export function countSkipped(
  { skipped }: InputCounts,
  { reason, records = 1 }: Pick<SkippedRecord, 'reason' | 'records'>,
): void {
  skipped.set(reason, (skipped.get(reason) ?? 0) + records);
}

/** Whether of an input that could be read every record was skipped: it then counts as unreadable. */
export function isOfNoUse(input: { readonly events: number; readonly skipped: number }): boolean {
  return input.skipped > 0 && input.events === 0;
}
