// The yardstick: a process that parses each line of a file with JSON.parse and does nothing else.
import { closeSync, openSync, readSync } from 'node:fs';
import process from 'node:process';

const LINE_FEED = 10;
const BLOCK_BYTES = 2 ** 20;

const file = openSync(process.argv[2], 'r');
const block = Buffer.alloc(2 * BLOCK_BYTES);
let kept = 0;
let events = 0;
for (;;) {
  const end = kept + readSync(file, block, kept, BLOCK_BYTES, null);
  if (end === kept) break;
  let from = 0;
  for (let at = block.indexOf(LINE_FEED); at >= 0 && at < end; at = block.indexOf(LINE_FEED, from)) {
    if (typeof JSON.parse(block.toString('utf8', from, at)) === 'object') events++;
    from = at + 1;
  }
  block.copyWithin(0, from, end);
  kept = end - from;
}
closeSync(file);
process.stdout.write(`${events}\n`);
