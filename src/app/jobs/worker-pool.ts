import { Worker } from 'node:worker_threads';
import type { Batch, FromWorker, Part, PartEnd, ToWorker } from './part.ts';
import { Turns } from './turns.ts';

export interface PoolOptions {
  /** How many parts are under way at once. */
  readonly jobs: number;
  /** The module of the worker, and what it is started with. */
  readonly module: URL;
  readonly settings: unknown;
}

export interface PoolParts<P> {
  readonly parts: AsyncIterable<P>;
  /** What a worker is given for a part; undefined: no worker can take it. */
  forWorker(part: P): Part | undefined;
  /** Does what no worker can take, when its turn to be told has come. */
  here(part: P, onBatch: (batch: Batch) => void): Promise<PartEnd>;
}

export interface PartResults<P> {
  onBatch(part: P, batch: Batch): void;
  onEnd(part: P, end: PartEnd): void;
}

/**
 * Works off all parts by worker threads, and tells the results in the order of the parts. A part is handed out
 * when a worker has nothing to do, so that a slow one holds nobody up. The results of parts that are ahead wait,
 * and a worker whose results fill its share waits with them (worker.ts); the part that all wait for is always
 * under way, as parts are handed out in order. A thread that crashes, or an exception of `results`, ends it all
 * with that error.
 */
export async function workOff<P>(
  { parts, forWorker, here }: PoolParts<P>,
  { jobs, module, settings }: PoolOptions,
  results: PartResults<P>,
): Promise<void> {
  const source = parts[Symbol.asyncIterator]();
  let fail: (error: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const turns = new Turns(fail);
  const workers: PartWorker[] = [];
  let planned = 0;
  const workOn = async (): Promise<void> => {
    let worker: PartWorker | undefined;
    for (;;) {
      // Calls of an async generator are answered in order, so the numbers are those of the parts.
      const next = await source.next();
      if (next.done) return;
      const number = planned++;
      const part = next.value;
      const message = forWorker(part);
      if (message === undefined) {
        await turns.comes(number);
        results.onEnd(part, await here(part, batch => results.onBatch(part, batch)));
        turns.end(number);
        continue;
      }
      if (worker === undefined) {
        worker = new PartWorker(module, settings, fail);
        workers.push(worker);
      }
      await worker.work(
        message,
        (batch, taken) =>
          turns.at(number, () => {
            results.onBatch(part, batch);
            taken();
          }),
        end =>
          turns.at(number, () => {
            results.onEnd(part, end);
            turns.end(number);
          }),
      );
    }
  };
  try {
    await Promise.race([Promise.all(Array.from({ length: jobs }, workOn)), failure]);
    await Promise.race([turns.comes(planned), failure]);
  } finally {
    await Promise.all(workers.map(worker => worker.stop()));
  }
}

/** One thread, and the part that it is at. */
class PartWorker {
  readonly #worker: Worker;
  #take: (message: FromWorker) => void = () => {};

  constructor(module: URL, settings: unknown, onCrash: (error: Error) => void) {
    this.#worker = new Worker(module, { workerData: settings });
    this.#worker.on('message', (message: FromWorker) => this.#take(message));
    this.#worker.on('error', onCrash);
    this.#worker.on('messageerror', onCrash);
    this.#worker.on('exit', code => onCrash(new Error(`a worker thread ended with code ${code}`)));
  }

  /** Resolves when the part is read; `taken` is to be called when a batch no longer waits. */
  work(
    part: Part,
    onBatch: (batch: Batch, taken: () => void) => void,
    onEnd: (end: PartEnd) => void,
  ): Promise<void> {
    return new Promise(resolve => {
      this.#take = message => {
        if (message.kind === 'batch') {
          const { batch, sizeBytes } = message;
          onBatch(batch, () => this.#send({ kind: 'taken', sizeBytes }));
        } else {
          onEnd(message.end);
          resolve();
        }
      };
      this.#send({ kind: 'part', part });
    });
  }

  async stop(): Promise<void> {
    this.#worker.removeAllListeners('exit');
    await this.#worker.terminate();
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}
