/**
 * The way in for events, whoever brings them: each document is named, mapped to ECS where its shipper did not, stored,
 * and shown to the rules, in this order. What is refused is refused alone, with its reason; a store that takes nothing
 * fails the whole request, so that its sender keeps it and sends it again.
 *
 * What waits between arrival and the disk is bounded in bytes (`IntakeBusy`), and long requests let others have their
 * turn.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ArrivedEvent } from '../../detect/detection.ts';
import {
  type ArrivingDocument,
  type Intake,
  IntakeBusy,
  type IntakeCounts,
  type Taken,
} from '../../http/parts.ts';
import type { SkippedRecord } from '../../ingest/ingested-event.ts';
import type { Appended, EventStore, NewEvent } from '../../store/event-store.ts';
import { readParsed } from './parsed-document.ts';
import { SettledDocuments } from './settled-documents.ts';

export interface IntakeOptions {
  readonly events: Pick<EventStore, 'append'>;
  /** Is shown what was stored, in the order of arrival. */
  readonly onArrival: (events: readonly ArrivedEvent[]) => void;
  readonly clock: () => number;
  /** Of one document. */
  readonly limitBytes?: number;
  /** Of all documents that wait for the disk. */
  readonly mostWaitingBytes?: number;
}

const LIMIT_BYTES = 16 * 1024 * 1024;
const MOST_WAITING_BYTES = 256 * 1024 * 1024;
/** So many bytes are read before others have a turn: some milliseconds. */
const TURN_BYTES = 512 * 1024;

type Outcome =
  | { readonly kind: 'event'; readonly event: NewEvent }
  | { readonly kind: 'refused'; readonly reason: string };

export function startIntake(options: IntakeOptions): Intake {
  const { clock, events, onArrival } = options;
  const limitBytes = options.limitBytes ?? LIMIT_BYTES;
  const mostWaiting = options.mostWaitingBytes ?? MOST_WAITING_BYTES;
  const counts = { stored: 0, doubles: 0, refused: new Map<string, number>(), turnedAway: 0 };
  const documents = new SettledDocuments();
  let waitingBytes = 0;
  let showing: Promise<unknown> = Promise.resolve();

  async function take(arriving: readonly ArrivingDocument[]): Promise<readonly Taken[]> {
    const bytes = arriving.reduce((sum, document) => sum + document.bytes.length, 0);
    // One request alone may be larger than all that may wait: its own limit is the server's.
    if (waitingBytes > 0 && waitingBytes + bytes > mostWaiting) {
      counts.turnedAway++;
      throw new IntakeBusy(
        `${waitingBytes} bytes of events are waiting to be stored; send again in a moment`,
      );
    }
    waitingBytes += bytes;
    try {
      const outcomes = await readAll(arriving);
      const news = outcomes.flatMap(outcome => (outcome.kind === 'event' ? [outcome.event] : []));
      const appended = news.length === 0 ? [] : await events.append(news);
      if (news.length > 0) await showInTurn(news, appended);
      return told(outcomes, appended);
    } catch (error) {
      counts.turnedAway++;
      throw error;
    } finally {
      waitingBytes -= bytes;
    }
  }

  async function readAll(arriving: readonly ArrivingDocument[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    let turn = 0;
    for (const [at, document] of arriving.entries()) {
      outcomes.push(read(document, at + 1));
      turn += document.bytes.length;
      if (turn < TURN_BYTES) continue;
      turn = 0;
      await nextTurn();
    }
    return outcomes;
  }

  function read(document: ArrivingDocument, number: number): Outcome {
    const settled = document.bytes.length > limitBytes ? undefined : documents.read(document, clock());
    if (settled !== undefined) return { kind: 'event', event: settled };
    const read = readParsed(document, number, limitBytes, clock());
    if (read.kind === 'event') return read;
    counts.refused.set(read.reason, (counts.refused.get(read.reason) ?? 0) + 1);
    return { kind: 'refused', reason: reasonOf(read) };
  }

  /** After what was appended before, so that rules see events in the order of arrival. */
  function showInTurn(news: readonly NewEvent[], appended: readonly Appended[]): Promise<void> {
    const shown = showing.then(() => show(news, appended));
    showing = shown.catch(() => {});
    return shown;
  }

  async function show(news: readonly NewEvent[], appended: readonly Appended[]): Promise<void> {
    let batch: ArrivedEvent[] = [];
    let turn = 0;
    for (const [at, event] of news.entries()) {
      const outcome = appended[at];
      if (outcome?.kind !== 'stored') continue;
      batch.push({ ...event, arrival: outcome.arrival });
      turn += event.raw.length;
      if (turn < TURN_BYTES) continue;
      onArrival(batch);
      batch = [];
      turn = 0;
      await nextTurn();
    }
    if (batch.length > 0) onArrival(batch);
  }

  function told(outcomes: readonly Outcome[], appended: readonly Appended[]): readonly Taken[] {
    let at = 0;
    return outcomes.map((outcome): Taken => {
      if (outcome.kind === 'refused') return outcome;
      const { kind } = appended[at++] ?? { kind: 'double' };
      if (kind === 'stored') counts.stored++;
      else counts.doubles++;
      return { kind, id: outcome.event.id };
    });
  }

  return { take, counts: counts satisfies IntakeCounts };
}

function reasonOf({ diagnostic }: SkippedRecord): string {
  return diagnostic.help === undefined ? diagnostic.message : `${diagnostic.message}: ${diagnostic.help}`;
}
