/** Reads inputs one after the other and accounts for everything in them that is no event. */
import type { EventInput } from '../ingest/event-input.ts';
import type { IngestedEvent, SkippedRecord, SkipReason } from '../ingest/ingested-event.ts';
import { readEvents } from '../ingest/read-events.ts';
import type { Diagnostic } from '../source/diagnostic.ts';

/** What was read besides events: nothing is lost without standing here. */
export interface InputCounts {
  readonly skipped: Map<SkipReason, number>;
  /** Files met in folders that are of no event form. */
  readonly passedOver: string[];
  /** Inputs that could not be read, or not to their end, or of which every record was skipped. */
  readonly unreadable: string[];
}

export interface ReadOptions {
  /** The index of events that name none. */
  readonly indexOverride?: string | undefined;
  /** An input or record that could not be read. */
  onProblem(diagnostic: Diagnostic): void;
}

export function noInputCounts(): InputCounts {
  return { skipped: new Map(), passedOver: [], unreadable: [] };
}

/** The events of all inputs in order, in the batches in which they come; the rest is counted and told. */
export async function* readInputs(
  inputs: AsyncIterable<EventInput> | Iterable<EventInput>,
  counts: InputCounts,
  options: ReadOptions,
): AsyncGenerator<readonly IngestedEvent[]> {
  for await (const input of inputs) yield* readInput(input, counts, options);
}

async function* readInput(
  input: EventInput,
  counts: InputCounts,
  { indexOverride, onProblem }: ReadOptions,
): AsyncGenerator<readonly IngestedEvent[]> {
  let events = 0;
  let skipped = 0;
  let isUnreadable = false;
  const settings = { onRemark: onProblem, indexOverride };
  for await (const items of readEvents(input, settings)) {
    const batch: IngestedEvent[] = [];
    for (const item of items) {
      switch (item.kind) {
        case 'event':
          batch.push(item);
          break;
        case 'passed-over':
          counts.passedOver.push(item.input);
          break;
        case 'skipped':
          skipped++;
          countSkipped(counts, item);
          onProblem(item.diagnostic);
          break;
        case 'unreadable':
          isUnreadable = true;
          onProblem(item.diagnostic);
          break;
      }
    }
    events += batch.length;
    if (batch.length > 0) yield batch;
  }
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
