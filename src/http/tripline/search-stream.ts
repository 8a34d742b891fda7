/** Answers that are told in parts: as lines of JSON or as events, and how far a search is while nothing is found. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { JsonObject } from '../../event/json.ts';

export type StreamForm = 'application/x-ndjson' | 'text/event-stream';

/** Undefined: the answer is wanted whole. */
export function streamFormOf(accept: string | undefined): StreamForm | undefined {
  const wanted = accept?.toLowerCase() ?? '';
  if (wanted.includes('application/x-ndjson')) return 'application/x-ndjson';
  return wanted.includes('text/event-stream') ? 'text/event-stream' : undefined;
}

export interface ToldPart {
  readonly type: string;
  readonly body: JsonObject;
}

export interface Telling {
  /** Whoever asked is gone. */
  readonly signal: AbortSignal;
  /** What to say where the parts break off. */
  readonly brokeOff: string;
  /** Called when all is told or nobody listens any more; twice, perhaps. */
  readonly leave: () => void;
}

/** Sends each part when it comes. */
export function sendParts(
  reply: FastifyReply,
  form: StreamForm,
  parts: AsyncIterable<ToldPart>,
  telling: Telling,
): FastifyReply {
  reply.raw.once('close', telling.leave);
  return reply
    .type(form)
    .header('cache-control', 'no-store')
    .send(Readable.from(linesOf(form, parts, telling)));
}

async function* linesOf(
  form: StreamForm,
  parts: AsyncIterable<ToldPart>,
  { brokeOff, leave, signal }: Telling,
): AsyncGenerator<string, void> {
  const line = ({ body, type }: ToldPart): string =>
    form === 'text/event-stream'
      ? `event: ${type}\ndata: ${JSON.stringify(body)}\n\n`
      : `${JSON.stringify({ type, ...body })}\n`;
  try {
    for await (const part of parts) yield line(part);
  } catch (error) {
    if (signal.aborted) return;
    yield line({ type: 'error', body: { detail: brokeOff } });
    throw error;
  } finally {
    leave();
  }
}

/** Milliseconds between two that are told. */
const PROGRESS_EVERY_MS = 100;

/**
 * The items of `start`, and between them the latest progress that it told of, not more often than ten times a second.
 * Items are asked for one at a time, so that a slow reader slows the search down.
 */
export async function* withProgress<Item, Progress>(
  start: (onProgress: (progress: Progress) => void) => AsyncIterable<Item>,
  clock: () => number,
): AsyncGenerator<{ readonly item: Item } | { readonly progress: Progress }, void> {
  let latest: Progress | undefined;
  let toldMs = Number.NEGATIVE_INFINITY;
  let wake: () => void = () => {};
  const items = start(progress => {
    latest = progress;
    wake();
  })[Symbol.asyncIterator]();
  let pending: Promise<IteratorResult<Item>> | undefined;
  try {
    for (;;) {
      pending ??= items.next();
      const woken = new Promise<undefined>(resolve => {
        wake = () => resolve(undefined);
      });
      const next = await Promise.race([pending, woken]);
      if (latest !== undefined && clock() - toldMs >= PROGRESS_EVERY_MS) {
        toldMs = clock();
        const progress = latest;
        latest = undefined;
        yield { progress };
      }
      if (next === undefined) continue;
      pending = undefined;
      if (next.done === true) return;
      yield { item: next.value };
    }
  } finally {
    // Whoever stops listening stops the search, also while an item is under way.
    pending?.catch(() => {});
    await items.return?.();
  }
}
