/** Whoever waits for an answer that takes time: how long, how he is known to be gone, and how many may be at once. */
import type { FastifyReply } from 'fastify';
import { HttpProblem } from '../problems.ts';

/** Aborted when the connection closes before the answer is out. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('whoever asked is gone'));
  });
  return gone.signal;
}

export interface Patience {
  /** Whoever asked is gone. */
  readonly signal: AbortSignal;
  /** There is no more time: what there is by then is the answer. */
  readonly timeUp: AbortSignal;
}

export function patienceOf(reply: FastifyReply, mostMs: number): Patience {
  return { signal: goneSignal(reply), timeUp: AbortSignal.timeout(mostMs) };
}

/** What the work gives; undefined: there was no more time. Whoever is gone ends it with an error. */
export async function inTime<T>(
  { signal, timeUp }: Patience,
  work: (either: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work(AbortSignal.any([signal, timeUp]));
  } catch (error) {
    if (!timeUp.aborted || signal.aborted) throw error;
    return undefined;
  }
}

/** Runs so many searches at once, and turns away more: each holds memory and a reader of the store. */
export class Turnstile {
  readonly #most: number;
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Gives what lets the next one in; it may be called twice. */
  enter(): () => void {
    if (this.#inside >= this.#most)
      throw new HttpProblem('busy', `${this.#most} searches are under way: ask again when one is done`);
    this.#inside++;
    let isInside = true;
    return () => {
      if (isInside) this.#inside--;
      isInside = false;
    };
  }

  /** Lets the work in, and the next one when it is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const leave = this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
