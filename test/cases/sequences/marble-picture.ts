/**
 * Pictures of sequences: a column is an event, a row is a step, and a mark says that the event fits the step.
 *
 *     # the newest start takes the place of an older one      name
 *     maxspan 5s                                              optional
 *     limits head 3 | tail 1                                  optional
 *     nanos                                                   optional: times count to the nanosecond
 *     by user, ?host                                          optional: the keys' names, `?` for an optional one
 *     time  1    1    2                                       optional: seconds; else 1, 2, 3, ...
 *     tie   b    a    _                                       optional: tiebreakers
 *     A     x/h  x/h  .                                       a step and the keys of its marks
 *     !M*2  .    x/h  .                                       one that must be missing, with runs=2
 *     B     .    .    x/h                                     `.` no fit, `*` fits (without keys), `_` missing,
 *     until .    .    .                                       `x,y` several values
 *     ==>
 *     x/h: 1 - - 3                                            a match: keys, then events by column, `-` one that
 *                                                             is missing; or `none`
 *
 * The columns are the order of arrival.
 */
import { parseDurationMs } from '../../../src/base/duration.ts';
import { buildExtractor } from '../../../src/engine/extract/extractor.ts';
import { finishHits } from '../../../src/engine/finisher.ts';
import { memoryHitLog } from '../../../src/engine/hit-log.ts';
import { buildRuleSet } from '../../../src/engine/rule-set.ts';
import type { Json, JsonObject } from '../../../src/event/json.ts';
import type { AbsentStep, Limit, SequencePlan, Step } from '../../../src/plan/query.ts';
import { type NaiveEvent, type NaiveStep, naiveSequences } from '../../reference/naive-sequence.ts';

export interface Picture {
  readonly name: string;
  readonly maxspanMs: number | undefined;
  readonly limits: readonly Limit[];
  readonly isNanos: boolean;
  readonly keys: readonly { readonly name: string; readonly optional: boolean }[];
  readonly events: readonly PictureEvent[];
  /** As written, a step with runs as many times. */
  readonly steps: readonly PictureStep[];
  readonly hasUntil: boolean;
  readonly expected: readonly string[];
}

export interface PictureStep {
  readonly name: string;
  readonly isAbsent: boolean;
}

export interface PictureEvent {
  /** Seconds since 1970, with up to nine decimals. */
  readonly seconds: string;
  readonly tiebreaker: string | undefined;
  /** Step -> for each key its values, where the event fits the step. */
  readonly marks: ReadonlyMap<string, readonly (readonly string[])[]>;
}

const UNTIL = 'until';
/** Rows with a cell for each event; the others say how to read them. */
const SETTINGS = ['maxspan', 'limits', 'nanos', 'by'];
const NO_STEPS = [...SETTINGS, 'time', 'tie', UNTIL];

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
  const stepRows = [...rows.keys()].filter(head => !NO_STEPS.includes(head));
  const marked = [...stepRows, ...(rows.has(UNTIL) ? [UNTIL] : [])];
  const width = rows.get(stepRows[0] ?? '')?.length ?? 0;
  for (const [head, cells] of rows) {
    if (!SETTINGS.includes(head) && cells.length !== width) {
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
    limits: limitsOf(rows.get('limits') ?? []),
    isNanos: rows.has('nanos'),
    keys,
    steps: stepRows.flatMap(stepsOfRow),
    hasUntil: rows.has(UNTIL),
    expected: lines.slice(arrow + 1).filter(line => line !== 'none'),
    events: Array.from({ length: width }, (_, column) => ({
      seconds: rows.get('time')?.[column] ?? String(column + 1),
      tiebreaker: rows.get('tie')?.[column]?.replace(/^_$/, '') || undefined,
      marks: new Map(
        marked.flatMap(step => {
          const cell = rows.get(step)?.[column] ?? '.';
          const name = stepsOfRow(step)[0]?.name ?? '';
          return cell === '.' ? [] : [[name, keys.length === 0 ? [] : cell.split('/').map(valuesIn)]];
        }),
      ),
    })),
  };
}

/** `A`, `!A`, `A*2`. */
function stepsOfRow(head: string): PictureStep[] {
  const [name = '', runs = '1'] = head.replace(/^!/, '').split('*');
  return Array.from({ length: Number(runs) }, () => ({ name, isAbsent: head.startsWith('!') }));
}

function limitsOf(words: readonly string[]): Limit[] {
  return words
    .join(' ')
    .split('|')
    .filter(part => part.trim() !== '')
    .map(part => {
      const [kind, count] = part.trim().split(' ');
      return { kind: kind === 'head' ? 'head' : 'tail', count: Number(count) };
    });
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
    time: nanosecondsOf(event.seconds, picture.isNanos),
    tiebreaker: event.tiebreaker,
    arrival,
    fields: Object.fromEntries(
      [...event.marks].flatMap(([step, keys]) => keys.map((values, at) => [`${step}.${at}`, values])),
    ),
  }));
  const stepOf = ({ name, isAbsent }: PictureStep): NaiveStep & { absent: boolean } => ({
    absent: isAbsent,
    accepts: event => picture.events[event.arrival]?.marks.has(name) ?? false,
    by: picture.keys.map(({ optional }, at) => ({ field: `${name}.${at}`, optional })),
  });
  return naiveSequences(
    {
      steps: picture.steps.map(stepOf),
      until: picture.hasUntil ? stepOf({ name: UNTIL, isAbsent: false }) : undefined,
      maxspan: picture.maxspanMs === undefined ? undefined : BigInt(picture.maxspanMs) * 1_000_000n,
      limits: picture.limits,
    },
    events,
  ).map(match =>
    printMatch(
      match.key,
      match.events.map(event => event?.arrival),
    ),
  );
}

function nanosecondsOf(seconds: string, isNanos: boolean): bigint {
  const [whole = '', fraction = ''] = seconds.split('.');
  const digits = isNanos ? fraction.padEnd(9, '0') : fraction.padEnd(3, '0').slice(0, 3).padEnd(9, '0');
  return BigInt(whole + digits);
}

function printMatch(key: readonly unknown[], columns: readonly (number | undefined)[]): string {
  const keyText = key.length === 0 ? '' : `${key.map(value => value ?? '_').join('/')}: `;
  return keyText + columns.map(column => (column === undefined ? '-' : column + 1)).join(' ');
}

function planOf(picture: Picture): SequencePlan {
  const stepOf = ({ name }: { readonly name: string }): Step => ({
    filter: { kind: 'exists', field: { path: `${name}.fits`, type: 'boolean' } },
    by: picture.keys.map(({ optional }, at) => ({
      field: { path: `${name}.key${at}`, type: 'keyword' },
      optional,
    })),
  });
  const steps: Step[] = [];
  const absent: AbsentStep[] = [];
  for (const step of picture.steps) {
    if (step.isAbsent) absent.push({ ...stepOf(step), at: steps.length });
    else steps.push(stepOf(step));
  }
  return {
    kind: 'sequence',
    steps,
    absent,
    limits: picture.limits,
    ...(picture.hasUntil ? { until: stepOf({ name: UNTIL }) } : {}),
    ...(picture.maxspanMs === undefined ? {} : { maxspanMs: picture.maxspanMs }),
    order: {
      timestamp: { path: '@timestamp', type: picture.isNanos ? 'date_nanos' : 'date' },
      tiebreaker: { path: 'tie', type: 'keyword' },
    },
  };
}

function documentOf(event: PictureEvent): JsonObject {
  const marks = [...event.marks].map(([step, keys]): [string, Json] => [
    step,
    { fits: true, ...Object.fromEntries(keys.map((values, at) => [`key${at}`, values])) },
  ]);
  const [whole, fraction = '0'] = event.seconds.split('.');
  const time = new Date(1000 * Number(whole)).toISOString().replace(/000Z$/, `${fraction}Z`);
  return { '@timestamp': time, tie: event.tiebreaker ?? null, ...Object.fromEntries(marks) };
}
