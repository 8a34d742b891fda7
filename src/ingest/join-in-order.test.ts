import { expect, test } from 'vitest';
import { otherEvent, scriptRecord, tellEvents } from '../../test/support/script-parts.ts';
import type { IngestedEvent } from './ingested-event.ts';
import { OrderedScriptBlockJoiner, type OrderLimits } from './join-in-order.ts';
import { charactersIn } from './join-script-blocks.ts';

const LIMITS: OrderLimits = { blocks: 10, characters: 10_000, scriptCharacters: 1_000, events: 10 };

/** What comes out at each event and in the end. */
function join(
  events: readonly IngestedEvent[],
  limits: Partial<OrderLimits> = {},
): readonly (readonly string[])[] {
  const joiner = new OrderedScriptBlockJoiner(() => {}, { ...LIMITS, ...limits });
  return [...events.map(event => joiner.push(event)), joiner.end()].map(tellEvents);
}

const part = (number: number, total = 2, block = 'b'): IngestedEvent =>
  scriptRecord({ number, total, block });

test('events behind a part wait for the others, which come out joined in the place of the last', () => {
  expect(join([otherEvent(0), part(1), otherEvent(1), part(2), otherEvent(2)])).toEqual([
    ['other at 0'],
    [],
    [],
    ['other at 1', 'h/b/2:1-2: text 1text 2'],
    ['other at 2'],
    [],
  ]);
});

test('parts of which the others do not come within five seconds stand where they stood', () => {
  expect(join([part(1), otherEvent(2), otherEvent(5), otherEvent(6)])).toEqual([
    [],
    [],
    [],
    ['h/b/1: text 1', 'other at 2', 'other at 5', 'other at 6'],
    [],
  ]);
});

test('a script that is whole waits for an earlier one that is not yet', () => {
  expect(
    join([part(1, 2, 'a'), part(1), part(2), scriptRecord({ number: 2, total: 2, block: 'a', second: 3 })]),
  ).toEqual([[], [], [], ['h/b/2:1-2: text 1text 2', 'h/a/2:1-2: text 1text 2'], []]);
});

test('what still waits at the end comes out in its order', () => {
  expect(join([part(1, 2, 'a'), otherEvent(1), part(1)]).at(-1)).toEqual([
    'h/a/1: text 1',
    'other at 1',
    'h/b/1: text 1',
  ]);
});

test('no more events wait than may', () => {
  expect(join([part(1), otherEvent(1), otherEvent(2)], { events: 2 })[2]).toEqual([
    'h/b/1: text 1',
    'other at 1',
    'other at 2',
  ]);
  const characters = charactersIn(part(1).document);
  expect(join([part(1), otherEvent(1)], { characters }).map(({ length }) => length)).toEqual([0, 2, 0]);
});
