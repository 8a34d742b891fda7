/**
 * Pictures of sequences: a column is an event, a row is a step, and a mark says that the event fits the step.
 *
 *     # the newest start takes the place of an older one      name
 *     maxspan 5s                                              optional
 *     by user, ?host                                          optional: the keys' names, `?` for an optional one
 *     time  1    1    2                                       optional: seconds; else 1, 2, 3, ...
 *     tie   b    a    _                                       optional: tiebreakers
 *     A     x/h  x/h  .                                       a step and the keys of its marks
 *     B     .    .    x/h                                     `.` no fit, `*` fits (without keys), `_` missing,
 *     until .    .    .                                       `x,y` several values
 *     ==>
 *     x/h: 1 3                                                a match: keys, then events by column; or `none`
 *
 * The columns are the order of arrival.
 */
import { parseDurationMs } from '../../../src/base/duration.ts';
import { buildExtractor } from '../../../src/engine/extract/extractor.ts';
import { finishHits } from '../../../src/engine/finisher.ts';
import { memoryHitLog } from '../../../src/engine/hit-log.ts';
import { buildRuleSet } from '../../../src/engine/rule-set.ts';
import type { Json, JsonObject } from '../../../src/event/json.ts';
import type { SequencePlan, Step } from '../../../src/plan/query.ts';
import { type NaiveEvent, type NaiveStep, naiveSequences } from '../../reference/naive-sequence.ts';

export interface Picture {
  readonly name: string;
  readonly maxspanMs: number | undefined;
  readonly keys: readonly { readonly name: string; readonly optional: boolean }[];
  readonly events: readonly PictureEvent[];
  readonly steps: readonly string[];
  readonly hasUntil: boolean;
  readonly expected: readonly string[];
}

export interface PictureEvent {
  readonly timeMs: number;
  readonly tiebreaker: string | undefined;
  /** Step -> for each key its values, where the event fits the step. */
  readonly marks: ReadonlyMap<string, readonly (readonly string[])[]>;
}

const UNTIL = 'until';

export function parsePictures(text: string): Picture[] {
  return text
    .split(/^(?=# )/m)
    .filter(part => part.startsWith('# '))
    .map(parsePicture);
}

function parsePicture(text: string): Picture {
  const [name = '', ...lines] = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const arrow = lines.indexOf('==>');
  if (arrow < 0) throw new Error(`${name}: no ==>`);
  const rows = new Map(
    lines.slice(0, arrow).map(line => {
      const [head = '', ...cells] = line.split(/\s+/);
      return [head, cells] as const;
    }),
  );
  const steps = [...rows.keys()].filter(head => !['maxspan', 'by', 'time', 'tie', UNTIL].includes(head));
  const marked = [...steps, ...(rows.has(UNTIL) ? [UNTIL] : [])];
  const width = rows.get(steps[0] ?? '')?.length ?? 0;
  for (const [head, cells] of rows) {
    if (head !== 'maxspan' && head !== 'by' && cells.length !== width) {
      throw new Error(`${name}: row ${head} has ${cells.length} columns, not ${width}`);
    }
  }
  const keys = keysOf(
    rows.get('by'),
    marked.flatMap(step => rows.get(step) ?? []),
  );
  return {
    name: name.slice(2),
    maxspanMs: parseDurationMs(rows.get('maxspan')?.[0] ?? ''),
    keys,
    steps,
    hasUntil: rows.has(UNTIL),
    expected: lines.slice(arrow + 1).filter(line => line !== 'none'),
    events: Array.from({ length: width }, (_, column) => ({
      timeMs: 1000 * Number(rows.get('time')?.[column] ?? column + 1),
      tiebreaker: rows.get('tie')?.[column]?.replace(/^_$/, '') || undefined,
      marks: new Map(
        marked.flatMap(step => {
          const cell = rows.get(step)?.[column] ?? '.';
          return cell === '.' ? [] : [[step, keys.length === 0 ? [] : cell.split('/').map(valuesIn)]];
        }),
      ),
    })),
  };
}

function keysOf(by: readonly string[] | undefined, cells: readonly string[]): Picture['keys'] {
  if (by === undefined) return cells.every(cell => cell === '.' || cell === '*') ? [] : [{ name: 'key', optional: false }];
  return by.map(word => {
    const name = word.replace(/[?,]/g, '');
    return { name, optional: word.startsWith('?') };
  });
}

function valuesIn(part: string): string[] {
  return part.split(',').filter(value => value !== '_');
}

/** The matches of the engine, as the pictures write them. The events come last first: order must not matter. */
export function engineMatches(picture: Picture): string[] {
  const documents = picture.events.map(documentOf);
  const rules = buildRuleSet([{ plan: planOf(picture) }]);
  const extractor = buildExtractor(rules.fields);
  const log = memoryHitLog();
  for (const [ref, document] of [...documents.entries()].reverse()) {
    const event = { index: undefined, slots: extractor.fromDocument(document), arrival: ref, ref };
    for (const hit of rules.match(event)) log.add(hit);
  }
  return [...finishHits(rules.rules, log.inOrder())].map(match => printMatch(match.joinKeys ?? [], match.refs));
}

/** The matches of the naive twin, likewise. */
export function naiveMatches(picture: Picture): string[] {
  const events: NaiveEvent[] = picture.events.map((event, arrival) => ({
    timestampMs: event.timeMs,
    tiebreaker: event.tiebreaker,
    arrival,
    fields: Object.fromEntries(
      [...event.marks].flatMap(([step, keys]) => keys.map((values, at) => [`${step}.${at}`, values])),
    ),
  }));
  const stepOf = (step: string): NaiveStep => ({
    accepts: event => picture.events[event.arrival]?.marks.has(step) ?? false,
    by: picture.keys.map(({ optional }, at) => ({ field: `${step}.${at}`, optional })),
  });
  return naiveSequences(
    {
      steps: picture.steps.map(stepOf),
      until: picture.hasUntil ? stepOf(UNTIL) : undefined,
      maxspanMs: picture.maxspanMs,
    },
    events,
  ).map(match =>
    printMatch(
      match.key,
      match.events.map(event => event.arrival),
    ),
  );
}

function printMatch(key: readonly unknown[], columns: readonly number[]): string {
  const keyText = key.length === 0 ? '' : `${key.map(value => value ?? '_').join('/')}: `;
  return keyText + columns.map(column => column + 1).join(' ');
}

function planOf(picture: Picture): SequencePlan {
  const stepOf = (step: string): Step => ({
    filter: { kind: 'exists', field: { path: `${step}.fits`, type: 'boolean' } },
    by: picture.keys.map(({ optional }, at) => ({
      field: { path: `${step}.key${at}`, type: 'keyword' },
      optional,
    })),
  });
  return {
    kind: 'sequence',
    steps: picture.steps.map(stepOf),
    ...(picture.hasUntil ? { until: stepOf(UNTIL) } : {}),
    ...(picture.maxspanMs === undefined ? {} : { maxspanMs: picture.maxspanMs }),
    order: {
      timestamp: { path: '@timestamp', type: 'date' },
      tiebreaker: { path: 'tie', type: 'keyword' },
    },
  };
}

function documentOf(event: PictureEvent): JsonObject {
  const marks = [...event.marks].map(([step, keys]): [string, Json] => [
    step,
    { fits: true, ...Object.fromEntries(keys.map((values, at) => [`key${at}`, values])) },
  ]);
  return { '@timestamp': event.timeMs, tie: event.tiebreaker ?? null, ...Object.fromEntries(marks) };
}
