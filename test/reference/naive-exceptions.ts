/**
 * What an exception item means, said on the JSON of the item and of the event alone: no plan, no slots. An entry looks
 * at every value of its field, in the document as Elasticsearch flattens it. For fields of text without a schema.
 */

import { valuesOf } from '../../src/event/field-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/event/json.ts';
import { readField } from '../../src/event/read-field.ts';
import { matchesAsRegExp } from './wildcard.ts';

/** @param lists the values of each value list, to be equal to */
export function itemHolds(
  item: JsonObject,
  event: JsonObject,
  lists: { readonly [id: string]: readonly string[] } = {},
): boolean {
  const { entries = [], os_types = [] } = item as {
    readonly entries?: readonly JsonObject[];
    readonly os_types?: readonly string[];
  };
  if (os_types.length > 0 && !os_types.some(os => runsOn(event, os))) return false;
  const expires = item['expire_time'];
  if (typeof expires === 'string') {
    const time = event['@timestamp'];
    if (typeof time !== 'string' || Date.parse(time) > Date.parse(expires)) return false;
  }
  return entries.every(entry =>
    entry['type'] === 'nested'
      ? objectsAt(event, String(entry['field']).split('.')).some(object =>
          (entry['entries'] as readonly JsonObject[]).every(inner => entryHolds(inner, object, lists)),
        )
      : entryHolds(entry, event, lists),
  );
}

function entryHolds(
  { field, list, operator, type, value }: JsonObject,
  event: JsonObject,
  lists: { readonly [id: string]: readonly string[] },
): boolean {
  const values = valuesOf(readField(event, String(field))).map(String);
  const wanted = (Array.isArray(value) ? value : [value]).map(String);
  const passes: { readonly [type: string]: (found: string) => boolean } = {
    match: found => wanted.includes(found),
    match_any: found => wanted.includes(found),
    wildcard: found => wanted.some(pattern => matchesAsRegExp(pattern, found)),
    exists: () => true,
    list: found => lists[String((list as JsonObject)['id'])]?.includes(found) ?? false,
  };
  const passesOne = passes[String(type)];
  if (passesOne === undefined) throw new Error(`no such type: ${type}`);
  return values.some(passesOne) !== (operator === 'excluded');
}

function runsOn(event: JsonObject, os: string): boolean {
  const name = valuesOf(readField(event, 'host.os.name')).map(text => String(text).toLowerCase());
  return valuesOf(readField(event, 'host.os.type')).includes(os) || name.includes(os);
}

/** For documents that spell their objects out. */
function objectsAt(json: Json | undefined, path: readonly string[]): readonly JsonObject[] {
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap(item => objectsAt(item, path));
  if (!isJsonObject(json)) return [];
  const [key, ...rest] = path;
  return key === undefined ? [json] : objectsAt(json[key], rest);
}
