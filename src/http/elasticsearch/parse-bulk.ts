/**
 * Takes a bulk body apart without reading its documents: lines of bytes, of which only those that say what to do with
 * the next one are parsed. `{"index":{"_index":"logs-a"}}`, a line feed, `{"message":"…"}`, a line feed, and so on.
 */
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { HttpProblem } from '../problems.ts';

export type BulkVerb = 'index' | 'create' | 'update' | 'delete';

export interface BulkAction {
  readonly verb: BulkVerb;
  readonly index: string | undefined;
  readonly id: string | undefined;
  /** Of `delete` there is none. */
  readonly document: Uint8Array | undefined;
}

export interface BulkLimits {
  readonly documents: number;
  readonly documentBytes: number;
}

const LINE_FEED = 0x0a;
const LONGEST_ACTION_BYTES = 16 * 1024;
const BLANKS = new Set([0x20, 0x09, 0x0d]);

/**
 * Blank lines are passed over, as rsyslog sends them, and the last line feed may be missing. A document that is too
 * long stays in its action: its item says so.
 * @param pathIndex the index of the path, for actions that name none
 * @throws HttpProblem `malformed` where actions cannot be told from documents, `too-large` with too many of them
 */
export function parseBulk(
  body: Uint8Array,
  pathIndex: string | undefined,
  { documents: mostDocuments }: BulkLimits,
): readonly BulkAction[] {
  const actions: BulkAction[] = [];
  const lines = filledLines(body);
  for (let next = lines.next(); !next.done; next = lines.next()) {
    if (actions.length === mostDocuments)
      throw new HttpProblem(
        'too-large',
        `the body has more than ${mostDocuments} actions; send it in several requests`,
      );
    const { bytes, number } = next.value;
    const { meta, verb } = readAction(bytes, number);
    const document = verb === 'delete' ? undefined : lines.next();
    if (document?.done)
      throw malformed(number, `the \`${verb}\` action is the last line: its document is missing`);
    actions.push({
      verb,
      index: nameIn(meta, '_index', number) ?? pathIndex,
      id: nameIn(meta, '_id', number),
      document: document?.value.bytes,
    });
  }
  if (actions.length === 0)
    throw new HttpProblem('malformed', 'the body is empty, expected lines of actions and documents');
  return actions;
}

interface Line {
  readonly bytes: Uint8Array;
  /** From 1, blank ones counted. */
  readonly number: number;
}

function* filledLines(body: Uint8Array): Generator<Line, undefined> {
  let number = 0;
  for (let start = 0; start < body.length; ) {
    number++;
    const feed = body.indexOf(LINE_FEED, start);
    const end = feed === -1 ? body.length : feed;
    const bytes = trimmed(body, start, end);
    start = end + 1;
    if (bytes.length > 0) yield { bytes, number };
  }
  return undefined;
}

function trimmed(body: Uint8Array, from: number, to: number): Uint8Array {
  let [start, end] = [from, to];
  while (start < end && BLANKS.has(body[start] ?? 0)) start++;
  while (end > start && BLANKS.has(body[end - 1] ?? 0)) end--;
  return body.subarray(start, end);
}

function readAction(bytes: Uint8Array, line: number): { readonly verb: BulkVerb; readonly meta: JsonObject } {
  if (bytes.length > LONGEST_ACTION_BYTES)
    throw malformed(
      line,
      `found ${bytes.length} bytes, expected an action of at most ${LONGEST_ACTION_BYTES}`,
    );
  const action = parseJson(bytes, line);
  const entries = isJsonObject(action) ? Object.entries(action) : [];
  const [[name, meta] = ['', null]] = entries;
  const verb = verbOf(name);
  if (entries.length !== 1 || verb === undefined || !isJsonObject(meta))
    throw malformed(line, 'expected an action such as `{"create":{"_index":"logs-a-default"}}`');
  return { verb: verb === 'index' && meta['op_type'] === 'create' ? 'create' : verb, meta };
}

function verbOf(name: string): BulkVerb | undefined {
  return name === 'index' || name === 'create' || name === 'update' || name === 'delete' ? name : undefined;
}

function parseJson(bytes: Uint8Array, line: number): Json {
  try {
    // What the parser gives for a text is JSON.
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) as Json;
  } catch {
    throw malformed(
      line,
      'found no JSON, expected an action such as `{"create":{"_index":"logs-a-default"}}`',
    );
  }
}

/** A name among the words of an action; shippers send numbers and null besides texts. */
function nameIn(meta: JsonObject, key: string, line: number): string | undefined {
  const value = Object.hasOwn(meta, key) ? meta[key] : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw malformed(line, `expected a text as \`${key}\``);
}

function malformed(line: number, detail: string): HttpProblem {
  return new HttpProblem(
    'malformed',
    `Malformed action/metadata line [${line}]: ${detail}; nothing was taken`,
  );
}
