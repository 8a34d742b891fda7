/**
 * The sentence of an alert: what happened, where, as whom. It is made from the events, never from the common
 * fields of a shell, and leaves out what an event does not say.
 *
 *     Unusual DllHost connection (medium): svchost.exe started dllhost.exe, and 8 s later dllhost.exe connected
 *     to 203.0.113.9:443, as IEWIN7\IEUser on IEWIN7.
 */
import { timeOf } from '../engine/ordinal.ts';
import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';

/** How the sentence begins. */
export interface ReasonHead {
  readonly name: string;
  readonly severity: string;
}

/** The reason of an alert on one event. */
export function eventReason(head: ReasonHead, document: JsonObject): string {
  return `${headOf(head)}: ${actOf(document)}${circumstance(placeOf([document]))}.`;
}

/** The reason of a building block: one event of `count`, `position` from 0. */
export function blockReason(head: ReasonHead, document: JsonObject, position: number, count: number): string {
  const place = circumstance(placeOf([document]));
  return `${headOf(head)}, event ${position + 1} of ${count}: ${actOf(document)}${place}.`;
}

/**
 * The reason of a sequence, its documents in the order of the steps, undefined where an event had to be missing.
 * Of more than three, first and last speak.
 */
export function sequenceReason(head: ReasonHead, places: readonly (JsonObject | undefined)[]): string {
  const documents = places.filter(document => document !== undefined);
  return severalReason(head, documents, laterThan, missingClause(places));
}

/** The reason of a sample, whose events come in no order of time. */
export function sampleReason(head: ReasonHead, documents: readonly JsonObject[]): string {
  return severalReason(head, documents, before => (before === undefined ? '' : 'and '), '');
}

function severalReason(
  head: ReasonHead,
  documents: readonly JsonObject[],
  linkTo: (before: JsonObject | undefined, document: JsonObject) => string,
  clause: string,
): string {
  const told =
    documents.length > MOST_TOLD_STEPS ? [...documents.slice(0, 1), ...documents.slice(-1)] : documents;
  const common = placeOf(documents);
  const acts = told.map((document, at) => {
    const own = placeOf([document]);
    // What all events share is said once, at the end.
    const differing = {
      user: common.user === undefined ? own.user : undefined,
      host: common.host === undefined ? own.host : undefined,
    };
    return `${linkTo(told[at - 1], document)}${actOf(document)}${circumstance(differing)}`;
  });
  const end = circumstance(common);
  const count = told.length < documents.length ? `, ${documents.length} events in all` : '';
  return `${headOf(head)}: ${acts.join(', ')}${count}${clause}${end === '' ? '' : `,${end}`}.`;
}

/** Where the rule wanted no event of some kind: `, without an excluded event before and in between`. */
function missingClause(places: readonly (JsonObject | undefined)[]): string {
  const first = places.findIndex(document => document !== undefined);
  const last = places.findLastIndex(document => document !== undefined);
  const where = new Set(
    places.flatMap((document, at) => {
      if (document !== undefined) return [];
      if (at < first) return ['before'];
      return at > last ? ['after'] : ['in between'];
    }),
  );
  if (where.size === 0) return '';
  const words = [...where];
  const list =
    words.length < 3 ? words.join(' and ') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  return `, without an excluded event ${list}`;
}

const MOST_TOLD_STEPS = 3;
const MOST_CHARACTERS = 120;
const MOST_VALUES = 3;

interface Place {
  readonly user: string | undefined;
  readonly host: string | undefined;
}

export function headOf({ name, severity }: ReasonHead): string {
  return `${plain(name)} (${severity})`;
}

/** User and host, each if all documents agree on it. */
function placeOf(documents: readonly JsonObject[]): Place {
  const agreed = (read: (document: JsonObject) => string | undefined): string | undefined => {
    const values = new Set(documents.map(read));
    return values.size === 1 ? [...values][0] : undefined;
  };
  return { user: agreed(userOf), host: agreed(document => text(document, 'host.name', 'host.hostname')) };
}

function circumstance({ user, host }: Place): string {
  return `${user === undefined ? '' : ` as ${user}`}${host === undefined ? '' : ` on ${host}`}`;
}

function userOf(document: JsonObject): string | undefined {
  const name = text(document, 'user.name');
  const domain = text(document, 'user.domain');
  return name === undefined || domain === undefined ? name : `${domain}\\${name}`;
}

/** What the event's process did, by the first of its categories that there are words for. */
function actOf(document: JsonObject): string {
  for (const category of valuesOf(readField(document, 'event.category'))) {
    const act = ACTS.get(String(category))?.(document);
    if (act !== undefined) return act;
  }
  const kind = text(document, 'event.category', 'event.dataset') ?? 'an';
  const action = text(document, 'event.action');
  const process = text(document, 'process.name');
  return `${kind} event${action === undefined ? '' : ` ${action}`}${process === undefined ? '' : ` of ${process}`}`;
}

type Act = (document: JsonObject) => string | undefined;

const ACTS: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['process', processAct],
  ['network', networkAct],
  ['file', document => changeAct(document, text(document, 'file.path', 'file.name'))],
  ['registry', document => changeAct(document, text(document, 'registry.path', 'registry.key'))],
  ['library', loadAct],
  ['driver', loadAct],
  ['authentication', signInAct],
]);

function processAct(document: JsonObject): string | undefined {
  const name = text(document, 'process.name', 'process.executable');
  if (name === undefined) return undefined;
  if (hasType(document, 'end')) return `${name} ended`;
  if (!hasType(document, 'start')) return undefined;
  return did(text(document, 'process.parent.name'), 'started', name);
}

function networkAct(document: JsonObject): string | undefined {
  const process = text(document, 'process.name');
  const question = text(document, 'dns.question.name');
  if (question !== undefined) return did(process, 'looked up', question);
  const target = endpoint(document, 'destination');
  if (target === undefined) return undefined;
  const source = process ?? endpoint(document, 'source');
  return source === undefined ? `a connection to ${target}` : `${source} connected to ${target}`;
}

const CHANGES: readonly (readonly [type: string, verb: string])[] = [
  ['creation', 'created'],
  ['deletion', 'deleted'],
  ['change', 'changed'],
  ['access', 'opened'],
];

function changeAct(document: JsonObject, target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  const verb = CHANGES.find(([type]) => hasType(document, type))?.[1] ?? 'used';
  return did(text(document, 'process.name'), verb, target);
}

function loadAct(document: JsonObject): string | undefined {
  const target = text(document, 'dll.path', 'dll.name', 'file.path', 'file.name');
  return target === undefined ? undefined : did(text(document, 'process.name'), 'loaded', target);
}

function signInAct(document: JsonObject): string {
  const failed = readField(document, 'event.outcome') === 'failure';
  const source = endpoint(document, 'source');
  return `sign-in ${failed ? 'failed' : 'seen'}${source === undefined ? '' : ` from ${source}`}`;
}

function did(subject: string | undefined, verb: string, object: string): string {
  return subject === undefined ? `${object} was ${verb}` : `${subject} ${verb} ${object}`;
}

function hasType(document: JsonObject, type: string): boolean {
  return valuesOf(readField(document, 'event.type')).includes(type);
}

function endpoint(document: JsonObject, side: 'source' | 'destination'): string | undefined {
  const address = text(document, `${side}.ip`, `${side}.domain`, `${side}.address`);
  const port = text(document, `${side}.port`);
  if (address === undefined || port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The link between two events of a sequence: `and 8 s later `. */
function laterThan(before: JsonObject | undefined, document: JsonObject): string {
  if (before === undefined) return '';
  const from = timeOf(readField(before, '@timestamp'));
  const to = timeOf(readField(document, '@timestamp'));
  if (from === undefined || to === undefined || to < from) return 'then ';
  return to === from ? 'and at once ' : `and ${durationText(to - from)} later `;
}

/** The two largest units that say something: `250 ms`, `8.5 s`, `2 min 5 s`, `3 d 4 h`. */
function durationText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${ms / 1000} s`;
  const seconds = Math.floor(ms / 1000);
  const parts: readonly (readonly [count: number, unit: string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const told = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return told.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** The values of the first of these fields that has any, in one line; undefined where none has. */
function text(document: JsonObject, ...fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const values = valuesOf(readField(document, field))
      .map(value => plain(String(value)))
      .filter(value => value !== '');
    if (values.length === 0) continue;
    const more = values.length > MOST_VALUES ? ` and ${values.length - MOST_VALUES} more` : '';
    return values.slice(0, MOST_VALUES).join(', ') + more;
  }
  return undefined;
}

/**
 * A value that can stand in a sentence on any screen: events are written by attackers too, so control
 * characters (line breaks, terminal escapes, marks that turn the direction of writing) become blanks.
 */
export function plain(value: string): string {
  const line = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...line.slice(0, 4 * MOST_CHARACTERS)];
  return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…` : line;
}
