// A process to be killed: opens the store in FOLDER and appends events without end, several requests at a time, the
// first of them once more (`node append-events.mjs append FOLDER FIRST`); tells on stdout which were acknowledged, a
// number a line. `list FOLDER` tells the numbers of all that are stored instead.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { openClickHouse } from '../../dist/store/clickhouse/connection.js';
import { openEventStore } from '../../dist/store/clickhouse/event-store.js';

const RESENT = 200;
const [mode, folder = '', first = '0'] = process.argv.slice(2);
const clickHouse = await openClickHouse({ folder });
let next = Math.max(0, Number(first) - RESENT);
const store = await openEventStore(clickHouse, { clock: Date.now });

if (mode === 'list') {
  for await (const events of store.read({}))
    writeSync(1, events.map(({ document }) => `${document.n}\n`).join(''));
  await store.close();
  await clickHouse.close();
} else {
  writeSync(1, 'ready\n');
  await Promise.all([1, 7, 40, 300].map(appendForEver));
}

async function appendForEver(size) {
  for (;;) {
    const numbers = Array.from({ length: size }, () => next++);
    await store.append(numbers.map(newEvent));
    writeSync(1, numbers.map(n => `${n}\n`).join(''));
  }
}

function newEvent(n) {
  const raw = Buffer.from(
    JSON.stringify({ n, process: { name: 'a.exe', pid: n }, text: 'x'.repeat(n % 900) }),
  );
  const timeMs = 1_700_000_000_000 + n;
  return { id: `event-${n}`, index: 'logs-test-default', timeMs, ingestedMs: timeMs, raw };
}
