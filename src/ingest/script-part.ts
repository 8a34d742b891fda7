/** One record of a script block that PowerShell cut into several, and the event that all of them make together. */
import { valuesOf } from '../event/field-value.ts';
import { type Instant, parseInstant } from '../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import { setMember } from './defined.ts';
import type { EventName } from './event-id.ts';
import type { IngestedEvent } from './ingested-event.ts';
import { EcsDraft } from './mappings/ecs-draft.ts';
import { setScriptMeasures } from './mappings/script-measures.ts';
import { mergeDocuments } from './merge-documents.ts';

const ID = 'powershell.file.script_block_id';
const TEXT = 'powershell.file.script_block_text';
const NUMBER = 'powershell.sequence';
const TOTAL = 'powershell.total';
/** What is not true of the whole any more, or is worked out anew. */
const OF_ONE_PART: readonly string[] = [
  NUMBER,
  TEXT,
  'powershell.file.script_block_length',
  'powershell.file.script_block_unique_symbols',
  'powershell.file.script_block_entropy_bits',
  'powershell.file.script_block_surprisal_stdev',
  'powershell.file.script_block_hash',
];
/** Where a record was written, the surest first. */
const HOSTS: readonly string[] = ['winlog.computer_name', 'host.id', 'host.name'];

export interface ScriptPart {
  /** The same for all parts of one script block: its host, its id, and how many parts it has. */
  readonly block: string;
  /** From 1 to `total`, which is at least 2. */
  readonly number: number;
  readonly total: number;
  readonly text: string;
}

/** What a document says of itself as a part of a script block; undefined: it is no such part. */
export function scriptPartOf(document: JsonObject): ScriptPart | undefined {
  // Nearly every event is done with here: a path costs more than the only two members that it can begin with.
  if (document['powershell'] === undefined && document[TOTAL] === undefined) return undefined;
  const total = wholeNumberOf(document, TOTAL);
  if (total === undefined || total < 2) return undefined;
  const number = wholeNumberOf(document, NUMBER);
  if (number === undefined || number < 1 || number > total) return undefined;
  const id = readField(document, ID);
  const text = readField(document, TEXT);
  if (typeof id !== 'string' || typeof text !== 'string') return undefined;
  return { block: JSON.stringify([hostOf(document), id.toLowerCase(), total]), number, total, text };
}

/**
 * The event of a whole script block: that of its latest part, with the text of all. A script is logged before it
 * runs, so of all parts the latest is nearest to what it does, and in a stream that is in order of time the event
 * is in its place there. It has no `powershell.sequence`, as it is no part. Its id is another than that of any part:
 * where one input holds a script whole and another a piece of it, neither is a double of the other.
 * @param parts in order of their numbers, at least one
 */
export function joinParts(parts: readonly IngestedEvent[], text: string): IngestedEvent {
  const base = parts.reduce((latest, part) => (isBefore(part, latest) ? latest : part));
  return {
    ...base,
    ...joinedName(base, parts.length),
    document: withText(base.document, text),
  };
}

/** The name of an event that was joined from so many parts; `name`: that of the part whose document it has. */
export function joinedName({ id, identity }: EventName, total: number): EventName {
  const suffix = `:1-${total}`;
  return { id: id + suffix, identity: (typeof identity === 'string' ? identity : id) + suffix };
}

/** Of a document that `joinParts` made, and that was written and read again: from how many parts. */
export function joinedTotalOf(document: JsonObject): number | undefined {
  const total = wholeNumberOf(document, TOTAL);
  const isJoined =
    total !== undefined &&
    total > 1 &&
    readField(document, NUMBER) === undefined &&
    readField(document, ID) !== undefined &&
    readField(document, TEXT) !== undefined;
  return isJoined ? total : undefined;
}

function wholeNumberOf(document: JsonObject, path: string): number | undefined {
  const value = readField(document, path);
  if (typeof value !== 'number' && (typeof value !== 'string' || value === '')) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function hostOf(document: JsonObject): string {
  for (const path of HOSTS) {
    const [host] = valuesOf(readField(document, path));
    if (host !== undefined) return String(host).toLowerCase();
  }
  return '';
}

function isBefore(a: IngestedEvent, b: IngestedEvent): boolean {
  const [timeA, timeB] = [timeOf(a), timeOf(b)];
  if (timeA === undefined || timeB === undefined) return timeB !== undefined;
  return timeA.ms === timeB.ms ? timeA.nanos < timeB.nanos : timeA.ms < timeB.ms;
}

function timeOf({ document }: IngestedEvent): Instant | undefined {
  const time = document['@timestamp'];
  return typeof time === 'string' || typeof time === 'number' ? parseInstant(time, 'first') : undefined;
}

function withText(document: JsonObject, text: string): JsonObject {
  const draft = new EcsDraft();
  draft.set(TEXT, text);
  setScriptMeasures(draft, text);
  const rest = withoutFields(document, '');
  return isJsonObject(document['powershell'])
    ? mergeDocuments(rest, draft.document)
    : { ...rest, ...flat(draft.document, '') };
}

/** The object without the fields of one part, however it spells them. */
function withoutFields(object: JsonObject, prefix: string): JsonObject {
  const kept: { [key: string]: Json } = {};
  for (const key of Object.keys(object)) {
    const path = prefix + key;
    const value = object[key];
    if (value === undefined || OF_ONE_PART.includes(path)) continue;
    const leadsOn = OF_ONE_PART.some(field => field.startsWith(path) && field[path.length] === '.');
    setMember(kept, key, leadsOn ? withoutIn(value, `${path}.`) : value);
  }
  return kept;
}

function withoutIn(value: Json, prefix: string): Json {
  if (isJsonObject(value)) return withoutFields(value, prefix);
  // isJsonObject leaves readonly arrays; a document nests no further than its reader allows.
  return Array.isArray(value) ? (value as readonly Json[]).map(inner => withoutIn(inner, prefix)) : value;
}

/** The same fields under keys with dots. */
function flat(object: JsonObject, prefix: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) =>
      isJsonObject(value) ? Object.entries(flat(value, `${prefix}${key}.`)) : [[prefix + key, value]],
    ),
  );
}
