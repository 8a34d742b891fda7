/** A worker thread of a scan: reads the parts it is given and sends what the filters left of them. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Batch, FromWorker, ToWorker, WorkerSettings } from './part.ts';
import { Sifter } from './sift-part.ts';

/** So much may wait to be merged before a worker waits too. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

const port = parentPort;
if (port === null) throw new Error('this module runs as a worker thread');

// The settings were given by the pool that started this thread.
const sifter = new Sifter(workerData as WorkerSettings);
let waitingBytes = 0;
let resume: () => void = () => {};

function send(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

async function emit(batch: Batch, sizeBytes: number): Promise<void> {
  waitingBytes += sizeBytes;
  // These were made for this batch, on memory of their own.
  const { fingerprints, flags, places, rows } = batch;
  const transfer = [fingerprints, flags, places, ...Object.values(rows)].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
  send({ kind: 'batch', batch, sizeBytes }, transfer);
  while (waitingBytes > MOST_WAITING_BYTES) {
    await new Promise<void>(resolve => {
      resume = resolve;
    });
  }
}

port.on('message', async (message: ToWorker) => {
  if (message.kind === 'taken') {
    waitingBytes -= message.sizeBytes;
    resume();
    return;
  }
  send({ kind: 'end', end: await sifter.sift(message.part, emit) });
});
