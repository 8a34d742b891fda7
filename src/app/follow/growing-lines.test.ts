import { expect, test } from 'vitest';
import { scriptDocument, tellEvents } from '../../../test/support/script-parts.ts';
import { noInputCounts } from '../read-inputs.ts';
import { GrowingLines } from './growing-lines.ts';

const MINUTE = 60_000;

function line(number: number, block = 'b'): Buffer {
  return Buffer.from(`${JSON.stringify(scriptDocument({ number, total: 2, block }))}\n`);
}

function growing(latenessMs: number): {
  readonly lines: GrowingLines;
  readonly counts: ReturnType<typeof noInputCounts>;
} {
  const counts = noInputCounts();
  const onProblem = (): never => expect.unreachable();
  return { lines: new GrowingLines('in', counts, { onProblem, latenessMs }), counts };
}

/** The texts alone: the ids are hashes. */
function textsOf(events: Parameters<typeof tellEvents>[0]): readonly string[] {
  return tellEvents(events.map(event => ({ ...event, id: '' }))).map(text => text.slice(2));
}

test('the parts of a script are joined though they come apart, the waiting over when the last has come', () => {
  const { lines, counts } = growing(MINUTE);
  expect(lines.push(line(1), 1_000)).toEqual([]);
  expect(lines.release(5_999)).toEqual([]);
  expect(textsOf(lines.push(line(2), 6_500))).toEqual(['text 1text 2']);
  expect(lines.release(99_000)).toEqual([]);
  expect(counts.scriptBlocks).toMatchObject({ joined: 1, incomplete: 0 });
});

test('a part waits no longer than five seconds, and never more than half of how late events may come', () => {
  const long = growing(MINUTE);
  long.lines.push(line(1), 1_000);
  expect(long.lines.release(5_900)).toEqual([]);
  expect(textsOf(long.lines.release(6_000))).toEqual(['text 1']);
  const short = growing(2_000);
  short.lines.push(line(1), 1_000);
  expect(textsOf(short.lines.release(2_000))).toEqual(['text 1']);
  const none = growing(0);
  none.lines.push(line(1), 1_000);
  expect(textsOf(none.lines.release(1_000))).toEqual(['text 1']);
  expect(none.counts.scriptBlocks.incomplete).toBe(1);
});

test('what still waits at the end comes out', () => {
  const { lines, counts } = growing(MINUTE);
  lines.push(line(1), 0);
  expect(textsOf(lines.end())).toEqual(['text 1']);
  expect(counts.unreadable).toEqual([]);
});
