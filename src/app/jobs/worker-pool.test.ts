import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noInputCounts } from '../read-inputs.ts';
import type { Batch, Part, PartEnd } from './part.ts';
import { workOff } from './worker-pool.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-pool-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A worker whose answer to a part is the body of this function of `part` and `send`. */
function workerModule(name: string, body: string): URL {
  const path = join(folder, `${name}.mjs`);
  const code = `
    import { parentPort } from 'node:worker_threads';
    const send = message => parentPort.postMessage(message);
    parentPort.on('message', ({ kind, part }) => { if (kind === 'part') { ${body} } });
  `;
  writeFileSync(path, code);
  return pathToFileURL(path);
}

async function* partsFrom(count: number): AsyncGenerator<number> {
  for (let at = 0; at < count; at++) yield at;
}

function partOf(number: number): Part {
  return { kind: 'files', files: [{ path: String(number), isMet: false }] };
}

const END: PartEnd = { counts: noInputCounts(), lines: 0 };

/** What is told of so many parts; of each third one by the main thread. */
async function told(module: URL, count: number, jobs: number): Promise<string[]> {
  const lines: string[] = [];
  await workOff<number>(
    {
      parts: partsFrom(count),
      forWorker: number => (number % 3 === 2 ? undefined : partOf(number)),
      async here(_, onBatch) {
        onBatch({ input: 'here' } as Batch); // all that this test looks at
        return END;
      },
    },
    { jobs, module, settings: {} },
    {
      onBatch: (number, { input }) => lines.push(`${number} ${input}`),
      onEnd: number => lines.push(`${number} end`),
    },
  );
  return lines;
}

test('the results of parts are told in their order, whichever is done first', async () => {
  const module = workerModule(
    'uneven',
    `const { path } = part.files[0];
     const answer = () => {
       send({ kind: 'batch', batch: { input: path + 'a' }, sizeBytes: 1 });
       send({ kind: 'batch', batch: { input: path + 'b' }, sizeBytes: 1 });
       send({ kind: 'end', end: {} });
     };
     if (path % 4 === 0) setImmediate(() => setImmediate(answer)); else answer();`,
  );
  const expected = Array.from({ length: 20 }, (_, number) =>
    (number % 3 === 2 ? ['here'] : [`${number}a`, `${number}b`])
      .map(input => `${number} ${input}`)
      .concat(`${number} end`),
  ).flat();
  for (const jobs of [1, 2, 4]) expect(await told(module, 20, jobs)).toEqual(expected);
});

test('no parts at all are worked off at once', async () => {
  expect(await told(workerModule('idle', ''), 0, 4)).toEqual([]);
});

test('a worker that throws ends it with its error', async () => {
  const module = workerModule('throwing', "throw new Error('out of ideas');");
  await expect(told(module, 20, 2)).rejects.toThrow('out of ideas');
});

test('a worker that goes away ends it too', async () => {
  const module = workerModule('leaving', 'process.exit(3);');
  await expect(told(module, 20, 2)).rejects.toThrow('a worker thread ended with code 3');
});
