import { describe, expect, test } from 'vitest';
import {
  eventOf,
  otherEvent,
  scriptDocument,
  scriptRecord,
  tellEvents,
} from '../../test/support/script-parts.ts';
import type { JsonObject } from '../event/json.ts';
import type { IngestedEvent, IngestItem } from './ingested-event.ts';
import { JOIN_LIMITS, type JoinLimits, ScriptBlockJoiner } from './join-script-blocks.ts';
import { fileInput, readEvents } from './read-events.ts';
import { countScriptBlock, noScriptBlocks } from './script-block-counts.ts';

/** What comes out in the place of each event and in the end, and what is told of the blocks. */
function join(
  events: readonly IngestedEvent[],
  limits: Partial<JoinLimits> = {},
): {
  readonly places: readonly (readonly string[])[];
  readonly events: readonly IngestedEvent[];
  readonly told: string;
} {
  const counts = noScriptBlocks();
  const joiner = new ScriptBlockJoiner(outcome => countScriptBlock(counts, outcome), {
    ...JOIN_LIMITS,
    ...limits,
  });
  const places = [...events.map(event => joiner.push(event)), joiner.end()];
  const told = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
  return { places: places.map(tellEvents), events: places.flat(), told: told.join(', ') };
}

const part = (number: number, total = 3, block = 'b'): IngestedEvent =>
  scriptRecord({ number, total, block });

describe('the records of one script', () => {
  test('become one event in the place of the record that completes it, whatever their order', () => {
    const { places, told } = join([part(3), otherEvent(9), part(1), part(2)]);
    expect(places).toEqual([[], ['other at 9'], [], ['h/b/3:1-3: text 1text 2text 3'], []]);
    expect(told).toBe('1 joined, 3 records');
  });

  test('make the document of the latest, without its number, and measured as a whole', () => {
    const [event] = join([
      scriptRecord({ number: 1, total: 2, text: 'ab' }),
      scriptRecord({ number: 2, total: 2, text: 'ab' }),
    ]).events;
    expect(event?.document).toEqual({
      '@timestamp': '2026-01-01T00:00:02.000Z',
      host: { name: 'h' },
      powershell: {
        total: 2,
        file: {
          script_block_id: 'b',
          script_block_text: 'abab',
          script_block_length: 4,
          script_block_unique_symbols: 2,
          script_block_entropy_bits: 1,
          script_block_surprisal_stdev: 0,
        },
      },
    });
  });

  test('are told by their times which is the latest, and without those by their numbers', () => {
    const timed = [3, 5, 1].map((second, at) => scriptRecord({ number: at + 1, total: 3, second }));
    expect(join(timed).events[0]?.id).toBe('h/b/2:1-3');
    const untimed = timed.map(event => ({ ...event, document: { ...event.document, '@timestamp': null } }));
    expect(join(untimed).events[0]?.id).toBe('h/b/3:1-3');
  });

  test('stay apart from those of another script, another host and another number of parts', () => {
    const others = [
      part(1),
      part(2, 3, 'c'),
      scriptRecord({ number: 2, total: 3, host: 'other' }),
      part(2, 4),
    ];
    const { events, told } = join(others);
    expect(events).toEqual(others);
    expect(told).toBe('4 incomplete');
  });

  test('belong together however host and script are written', () => {
    const pair = [
      scriptRecord({ number: 1, total: 2, host: 'HOST', block: 'ABC' }),
      scriptRecord({ number: 2, total: 2, host: 'host', block: 'abc' }),
    ];
    expect(join(pair).told).toBe('1 joined, 2 records');
  });

  test('are joined in documents that spell their fields with dots, what is said of one part being gone', () => {
    const dotted = [1, 2].map(number =>
      eventOf({
        'winlog.computer_name': 'pc',
        'powershell.sequence': String(number),
        'powershell.total': '2',
        'powershell.file': { script_block_id: 'b', script_block_hash: `hash ${number}` },
        'powershell.file.script_block_text': `t${number}`,
        'powershell.file.script_block_length': 2,
      }),
    );
    expect(join(dotted).events.map(({ document }) => document)).toEqual([
      {
        'winlog.computer_name': 'pc',
        'powershell.total': '2',
        'powershell.file': { script_block_id: 'b' },
        'powershell.file.script_block_text': 't1t2',
        'powershell.file.script_block_length': 4,
        'powershell.file.script_block_unique_symbols': 3,
        'powershell.file.script_block_entropy_bits': 1.5,
        'powershell.file.script_block_surprisal_stdev': 0.5,
      },
    ]);
  });
});

describe('what is no part of a script that can be whole', () => {
  const lacking = (powershell: JsonObject): IngestedEvent => eventOf({ powershell });
  const file = { script_block_id: 'b', script_block_text: 't' };

  test.each([
    ['the only one of its script', part(1, 1)],
    ['one with a number beyond the total', part(4)],
    ['one with the number zero', part(0)],
    ['one without a number', lacking({ total: 2, file })],
    ['one without a total', lacking({ sequence: 1, file })],
    ['one whose number is no number', lacking({ sequence: 'first', total: 2, file })],
    ['one without a text, as a command in several records is', lacking({ sequence: 1, total: 2 })],
    [
      'one of two scripts',
      lacking({ sequence: 1, total: 2, file: { ...file, script_block_id: ['b', 'c'] } }),
    ],
  ])('%s goes on at once', (_, event) => {
    expect(join([event])).toMatchObject({ places: [[expect.any(String)], []], told: '' });
  });
});

describe('records that come again, or not at all', () => {
  test('copies are joined with copies, in whatever order they come', () => {
    const [one, two] = [part(1, 2), part(2, 2)];
    const whole = 'h/b/2:1-2: text 1text 2';
    expect(join([one, two, one, two]).places.flat()).toEqual([whole, whole]);
    expect(join([one, one, two, two]).places.flat()).toEqual([whole, whole]);
    expect(join([two, one, two]).places.flat()).toEqual([whole, 'h/b/2: text 2']);
  });

  test('a script that lacks a record comes out in parts, in order of their numbers, at the end', () => {
    const { places, told } = join([part(3), part(1), otherEvent(9)]);
    expect(places).toEqual([[], [], ['other at 9'], ['h/b/1: text 1', 'h/b/3: text 3']]);
    expect(told).toBe('1 incomplete');
  });

  test('a whole has another id than its parts: it is no double of one that stands alone elsewhere', () => {
    const ids = join([part(1, 2), part(2, 2), part(2, 2)]).events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('limits', () => {
  test('of too many scripts that wait, the one that began first comes out in parts', () => {
    const { places, told } = join([part(1), part(1, 3, 'c'), part(2), part(1, 3, 'd')], { blocks: 2 });
    expect(places).toEqual([
      [],
      [],
      [],
      ['h/b/1: text 1', 'h/b/2: text 2'],
      ['h/c/1: text 1', 'h/d/1: text 1'],
    ]);
    expect(told).toBe('2 incomplete, 1 pushed-out');
  });

  test('so it is when what waits is too long together, and a part that is too long alone does not wait', () => {
    const long = scriptRecord({ number: 1, total: 2, text: 'x'.repeat(900) });
    const { places, told } = join([part(1), long, part(2), part(3)], { characters: 800 });
    expect(places.map(({ length }) => length)).toEqual([0, 2, 0, 0, 2]);
    expect(told).toBe('1 incomplete, 2 pushed-out');
  });

  test('a script that would be too long as a whole stays in parts', () => {
    const { places, told } = join([part(2, 2), part(1, 2)], { scriptCharacters: 11 });
    expect(places).toEqual([[], ['h/b/1: text 1', 'h/b/2: text 2'], []]);
    expect(told).toBe('1 too-long');
  });
});

describe('reading', () => {
  async function read(lines: readonly JsonObject[], isBroken = false): Promise<readonly IngestItem[]> {
    const items: IngestItem[] = [];
    const input = {
      ...fileInput('in'),
      async *bytes() {
        yield Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join(''));
        if (isBroken) throw Object.assign(new Error('read failed'), { code: 'EIO' });
      },
    };
    for await (const batch of readEvents(input, {})) items.push(...batch);
    return items;
  }

  test('a joined event that was written and is read again has the id that it had', async () => {
    const lines = [1, 2].map(number => ({
      ...scriptDocument({ number, total: 2 }),
      winlog: { computer_name: 'pc', channel: 'c', record_id: number },
    }));
    const [joined] = await read(lines);
    expect(joined).toMatchObject({ kind: 'event', id: expect.stringMatching(/:1-2$/) });
    if (joined?.kind !== 'event') return;
    expect(await read([joined.document])).toEqual([{ ...joined, position: { input: 'in', record: 1 } }]);
  });

  test('what waits when an input breaks off comes out before that is told', async () => {
    const items = await read([scriptDocument({ number: 1, total: 2 })], true);
    expect(items.map(({ kind }) => kind)).toEqual(['event', 'unreadable']);
  });
});
