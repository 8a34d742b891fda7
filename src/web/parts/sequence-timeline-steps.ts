/**
 * The rows of a timeline: the events that a rule found, each with the conditions that let it pass, and what had to be
 * missing between them. Made from events alone; what an explanation knows besides is added when it comes. Pure.
 */
import { valuesOf } from '../../event/field-value.ts';
import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { Evaluation, ExplanationAnswer } from '../server/alert-answers.ts';

export interface TimelineEvent {
  readonly kind: 'event';
  /** From 1, as in the query. */
  readonly step: number;
  readonly id: string | undefined;
  readonly document: JsonObject;
  readonly atMs: number | undefined;
  /** `process start` */
  readonly what: string;
  /** Undefined: nobody has said yet. */
  readonly conditions: readonly ShownCondition[] | undefined;
  /** What is odd about its clock. */
  readonly clockNote: string | undefined;
}

export interface TimelineAbsence {
  readonly kind: 'absence';
  readonly step: number;
  /** What no event was to pass. */
  readonly conditions: readonly string[];
  /** Nothing of it came between these. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

export type TimelineRow = TimelineEvent | TimelineAbsence;

export interface ShownCondition {
  /** Of the whole, to be read out and searched. */
  readonly text: string;
  readonly field: string | undefined;
  readonly values: readonly (string | number | boolean)[];
  readonly operator: string;
  readonly operand: string;
  /** How many values the rule compares with. */
  readonly operands: number;
  readonly isNegated: boolean;
  readonly holds: boolean;
  /** Of a list, the member that passed. */
  readonly passed: string | undefined;
  /** Says which kind of event it is and not what is odd about it. */
  readonly isUsual: boolean;
}

/** One row for each step, of single events one. */
export function timelineRows(
  events: readonly { readonly id: string | undefined; readonly document: JsonObject }[],
  explanation: ExplanationAnswer | undefined,
): readonly TimelineRow[] {
  const match = explanation?.matches?.[0];
  const rows: TimelineEvent[] = events.map(({ document, id }, at) => {
    const explained =
      match?.events.find(one => one.id === id) ?? (id === undefined ? match?.events[at] : undefined);
    const conditions = explained?.evaluation;
    return {
      kind: 'event',
      step: explained?.step ?? at + 1,
      ...{ id, document },
      atMs: timeOf(document),
      what: whatOf(document),
      conditions: conditions === undefined ? undefined : shownConditions(conditions),
      clockNote: clockNoteOf(document),
    };
  });
  const absent = (explanation?.steps ?? []).filter(({ role }) => role === 'absent');
  return absent.reduce<readonly TimelineRow[]>(
    (all, { conditions = [], step }) =>
      withAbsence(
        all,
        step,
        conditions.map(({ text }) => text),
        match?.allowedMs,
      ),
    rows,
  );
}

function withAbsence(
  rows: readonly TimelineRow[],
  step: number,
  conditions: readonly string[],
  allowedMs: number | undefined,
): readonly TimelineRow[] {
  const at = rows.findIndex(row => row.step > step);
  const place = at < 0 ? rows.length : at;
  const times = (list: readonly TimelineRow[]): readonly number[] =>
    list.flatMap(row => (row.kind === 'event' && row.atMs !== undefined ? [row.atMs] : []));
  const before = times(rows.slice(0, place)).at(-1);
  const after = times(rows.slice(place))[0];
  const first = times(rows)[0];
  const absence: TimelineAbsence = {
    kind: 'absence',
    ...{ step, conditions },
    fromMs: before ?? (after === undefined || allowedMs === undefined ? undefined : after - allowedMs),
    toMs: after ?? (first === undefined || allowedMs === undefined ? undefined : first + allowedMs),
  };
  return rows.toSpliced(place, 0, absence);
}

/** The conditions that decided, the telling ones first. */
export function shownConditions(evaluation: Evaluation): readonly ShownCondition[] {
  const all = conditionsIn(evaluation, false);
  return [...all.filter(({ isUsual }) => !isUsual), ...all.filter(({ isUsual }) => isUsual)];
}

const USUAL_FIELDS = new Set([
  ...['event.category', 'event.type', 'event.kind', 'host.os.type', 'event.dataset', 'event.module'],
]);

function conditionsIn(evaluation: Evaluation, isNegated: boolean): readonly ShownCondition[] {
  if (!evaluation.decides) return [];
  if (evaluation.kind !== 'test')
    return (evaluation.terms ?? []).flatMap(term =>
      conditionsIn(term, isNegated !== (evaluation.kind === 'not')),
    );
  const { fields = [], operand = '', operator = '', outcome, passed, text } = evaluation;
  const [field] = fields;
  return [
    {
      text: isNegated ? `not ${text}` : text,
      field: fields.length === 1 ? field?.path : undefined,
      values: field?.values ?? [],
      ...{ operator, operand, isNegated, passed },
      operands: countOf(operand),
      holds: (outcome === 'true') !== isNegated,
      isUsual: field !== undefined && USUAL_FIELDS.has(field.path),
    },
  ];
}

/** `a, b, c, … 23 more` are 26. */
function countOf(operand: string): number {
  const more = /, … (\d+) more$/.exec(operand);
  const shown = more === null ? operand : operand.slice(0, more.index);
  return shown.split(', ').length + Number(more?.[1] ?? 0);
}

function timeOf(document: JsonObject): number | undefined {
  // An alert has a time of its own; that of its event stands apart.
  const [time] = valuesOf(
    readField(document, 'kibana.alert.original_time') ?? readField(document, '@timestamp'),
  );
  const ms = Date.parse(String(time));
  return Number.isNaN(ms) ? undefined : ms;
}

function whatOf(document: JsonObject): string {
  const [category] = valuesOf(readField(document, 'event.category'));
  const types = valuesOf(readField(document, 'event.type')).filter(type => type !== 'info');
  const [action] = valuesOf(readField(document, 'event.action'));
  const said = [category, types[0] ?? action].filter(one => one !== undefined);
  return said.length === 0 ? 'event' : said.join(' ');
}

const ODD_CLOCK_MS = 5_000;

function clockNoteOf(document: JsonObject): string | undefined {
  const time = timeOf(document);
  const [created] = valuesOf(
    readField(document, 'kibana.alert.original_event.created') ?? readField(document, 'event.created'),
  );
  const loggedMs = created === undefined ? Number.NaN : Date.parse(String(created));
  if (time === undefined || Number.isNaN(loggedMs)) return undefined;
  const late = loggedMs - time;
  if (Math.abs(late) <= ODD_CLOCK_MS) return undefined;
  return `logged ${(Math.abs(late) / 1_000).toFixed(1)} s ${late < 0 ? 'before' : 'after'} the time it states`;
}

export interface TellingValue {
  readonly field: string;
  readonly value: string;
  /** What stands before it, so that a row reads as a phrase. */
  readonly before: string;
}

type Telling = readonly (readonly [field: string, before?: string])[];

const OF_LOOKUP: Telling = [
  ['process.name'],
  ['dns.question.name', 'asked for'],
  ['dns.answers.data', 'got'],
];
const OF_CONNECTION: Telling = [
  ['process.name'],
  ['source.ip', 'from'],
  ['source.port', 'port'],
  ['destination.ip', '→'],
  ['destination.domain', 'for'],
  ['destination.port', 'port'],
  ['network.transport'],
  ['network.direction'],
];
const OF_REGISTRY: Telling = [['process.name'], ['registry.path', '→'], ['registry.data.strings', '=']];
const OF_FILE: Telling = [['process.name'], ['file.path', '→']];
const OF_PROCESS: Telling = [
  ['process.name'],
  ['process.pid', 'pid'],
  ['process.command_line'],
  ['process.parent.name', 'started by'],
  ['user.name', 'as'],
];
const OF_OTHERS: Telling = [
  ['user.name'],
  ['source.ip', 'from'],
  ['event.action'],
  ['event.outcome'],
  ['message'],
];

/** Values of a row that tell it from others, by what kind of event it is. */
export function tellingFields(document: JsonObject): readonly TellingValue[] {
  return tellingOf(document).flatMap(([field, before = '']) => {
    const [value] = valuesOf(readField(document, field));
    return value === undefined || value === '' ? [] : [{ field, before, value: String(value) }];
  });
}

function tellingOf(document: JsonObject): Telling {
  const has = (field: string): boolean => readField(document, field) !== undefined;
  if (has('dns.question.name')) return OF_LOOKUP;
  if (has('destination.ip') || has('destination.domain')) return OF_CONNECTION;
  if (has('registry.path')) return OF_REGISTRY;
  if (has('file.path')) return OF_FILE;
  return has('process.name') ? OF_PROCESS : OF_OTHERS;
}
