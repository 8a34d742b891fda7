/** What an event is called in a sentence: "connected 8 s after the start". */
import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';

interface Words {
  readonly noun: string;
  readonly verb: string;
}

/** By `event.category` and, where it matters, `event.type`; the first that fits. */
const WORDS: readonly (readonly [category: string, type: string | undefined, words: Words])[] = [
  ['process', 'start', { noun: 'the start', verb: 'started' }],
  ['process', 'end', { noun: 'the end of the process', verb: 'ended' }],
  ['network', undefined, { noun: 'the connection', verb: 'connected' }],
  ['dns', undefined, { noun: 'the look-up', verb: 'looked a name up' }],
  ['file', 'deletion', { noun: 'the deletion of the file', verb: 'deleted a file' }],
  ['file', 'creation', { noun: 'the creation of the file', verb: 'created a file' }],
  ['file', undefined, { noun: 'the file event', verb: 'touched a file' }],
  ['registry', undefined, { noun: 'the registry event', verb: 'touched the registry' }],
  ['library', undefined, { noun: 'the load of the library', verb: 'loaded a library' }],
  ['authentication', undefined, { noun: 'the logon', verb: 'logged on' }],
];

/** Undefined where no word fits: then it is best called by its step. */
export function wordsOfEvent(document: JsonObject): Words | undefined {
  const has = (path: string, wanted: string) =>
    valuesOf(readField(document, path)).some(value => String(value).toLowerCase() === wanted);
  return WORDS.find(
    ([category, type]) => has('event.category', category) && (type === undefined || has('event.type', type)),
  )?.[2];
}
