// What a hit costs a sequence finisher while 1,000 to 1,000,000 sequences are open, and what these take up.
// Run: npm run build && node --expose-gc bench/sequences.mjs [open sequences ...]
//
// Every kind of hit asks for a key that no hit before it in the cache's reach had: keys are drawn from all that
// are open, and each is a text made anew, as those of real hits are. Times are those of the processor, the
// collector's threads included, so that a busy machine changes them less. The rule has three steps; its counts of
// matches and of what is open are checked before anything is printed.
import assert from 'node:assert/strict';
import process from 'node:process';
import { startFinisher } from '../dist/engine/index.js';

const OPEN = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1e3, 1e4, 1e5, 1e6];
const HITS = 600_000;
/** Hits are made, untimed, and pushed, timed, so many at a time: they are still in the cache then. */
const BATCH = 500;
const AMPLE = 4 * 1024 ** 3;

const step = { filter: { kind: 'constant', value: true }, by: [] };
const order = { timestamp: { path: '@timestamp', type: 'date' } };
const plan = { kind: 'sequence', steps: [step, step, step], order };

/** Hits as time goes on, a millisecond for each sequence begun. */
class Stream {
  keys = 0;
  matches = 0;
  #finisher;
  #refs = 0;
  #timeMs = 1.7e12;
  #seed = 1;

  constructor(finisher) {
    this.#finisher = finisher;
  }

  begin() {
    this.#timeMs++;
    return this.hit(0, this.keys++);
  }

  hit(step, key) {
    const ref = this.#refs++;
    const ordinal = { timestampMs: this.#timeMs, nanos: 0, tiebreaker: undefined, arrival: ref };
    return { rule: 0, ordinal, steps: [{ step, keys: [keyText(key)] }], ref };
  }

  /** A number below this one: the same on every run. */
  draw(below) {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * below);
  }

  /** Nanoseconds a hit. */
  time(count, make) {
    let microseconds = 0;
    for (let done = 0; done < count; done += BATCH) {
      const hits = Array.from({ length: Math.min(BATCH, count - done) }, (_, at) => make(done + at));
      const start = process.cpuUsage();
      for (const hit of hits) this.matches += this.#finisher.push(hit).length;
      const { user, system } = process.cpuUsage(start);
      microseconds += user + system;
    }
    return (microseconds * 1000) / count;
  }
}

// The first round is for the compiler of the JavaScript engine.
measure(OPEN[0]);
const rows = OPEN.map(measure);
print(rows);

function measure(open) {
  collectGarbage();
  const before = memory();
  const finisher = startFinisher({ ...plan, maxspanMs: open - 1 }, 0, { maxStateBytes: AMPLE });
  const stream = new Stream(finisher);
  stream.time(open, () => stream.begin());
  collectGarbage();
  const held = (memory() - before) / open;
  const counted = finisher.bytes / open;
  const begin = stream.time(HITS, () => stream.begin());
  assert.equal(finisher.pending, open);

  // From here on the time of the hits stands still, and the same keys stay open.
  const first = stream.keys - open;
  const any = () => first + stream.draw(open);
  const nobody = stream.time(HITS, () => stream.hit(2, any()));
  const absent = stream.time(HITS, () => stream.hit(1, stream.keys + stream.draw(open)));
  const again = stream.time(HITS, () => stream.hit(0, any()));
  assert.equal(finisher.pending, open);
  assert.equal(stream.matches, 0);
  let key = 0;
  const whole = stream.time(HITS, at => {
    if (at % 3 === 0) key = any();
    return stream.hit(at % 3, key);
  });
  assert.equal(stream.matches, HITS / 3);
  finisher.end();
  return {
    open,
    held,
    counted,
    fill: fill(open),
    begin,
    'over budget': overBudget(open),
    nobody,
    absent,
    again,
    whole,
  };
}

/** As many begin as shall be open, in one finisher after another: growing is part of the cost. */
function fill(open) {
  const rounds = Math.ceil(HITS / open);
  let cost = 0;
  for (let round = 0; round < rounds; round++) {
    const finisher = startFinisher(plan, 0, { maxStateBytes: AMPLE });
    const stream = new Stream(finisher);
    cost += stream.time(open, () => stream.begin());
    assert.equal(finisher.pending, open);
  }
  return cost / rounds;
}

/** No maxspan: each new sequence makes the oldest go. */
function overBudget(open) {
  const one = startFinisher(plan, 0);
  one.push(new Stream(one).begin());
  const finisher = startFinisher(plan, 0, { maxStateBytes: one.bytes * open });
  const stream = new Stream(finisher);
  stream.time(open, () => stream.begin());
  const cost = stream.time(HITS, () => stream.begin());
  assert.equal(finisher.pending, open);
  assert.equal(finisher.dropped.begun, HITS);
  return cost;
}

/** Of one length, so that all take up the same. */
function keyText(key) {
  const host = `host-${String(key % 5003).padStart(4, '0')}`;
  return `[${JSON.stringify(host)},${JSON.stringify(`{7c3e-${key.toString(16).padStart(12, '0')}}`)}]`;
}

function memory() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collectGarbage() {
  if (globalThis.gc === undefined) throw new Error('run with `node --expose-gc`');
  globalThis.gc();
}

function print(rows) {
  const texts = {
    open: 'open sequences',
    held: 'bytes each, measured',
    counted: 'bytes each, counted',
    fill: 'begins, none leaves',
    begin: 'begins, the oldest leaves by maxspan',
    'over budget': 'begins, the oldest leaves for want of memory',
    nobody: 'a later step, nothing waits for it',
    absent: 'a later step, others wait for it',
    again: 'begins again, under any of the keys',
    whole: 'a whole sequence, each of its three hits',
  };
  const width = Math.max(...Object.values(texts).map(text => text.length));
  for (const [name, text] of Object.entries(texts))
    process.stdout.write(
      `${text.padEnd(width)} ${rows.map(row => row[name].toFixed(0).padStart(9)).join('')}\n`,
    );
  process.stdout.write('Nanoseconds of the processor a hit, but for the first three lines.\n');
}
