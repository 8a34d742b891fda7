import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { setMember } from '../defined.ts';

const GUID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;

const LOWER_D = 100;
/** With braces and without. */
const LENGTHS = [36, 38];

/** Whether values under this name are GUIDs: Sysmon's names end in `Guid` or `GUID`. */
export function isGuidName(name: string): boolean {
  const last = name.charCodeAt(name.length - 1) | 0x20;
  // The last letter first: this is asked of every name.
  return last === LOWER_D && (name.endsWith('Guid') || name.endsWith('GUID'));
}

/**
 * Windows writes a GUID in upper case through its API and in lower case in raw XML, and EQL's `by` compares
 * with case: without one case, events of one process would not join when two shippers brought them.
 */
export function guidInUpperCase(value: string): string {
  return LENGTHS.includes(value.length) && GUID.test(value) ? value.toUpperCase() : value;
}

const ENTITY_IDS = ['process.entity_id', 'process.parent.entity_id'];

/** A Sysmon document that was mapped elsewhere, with the case of its GUIDs settled. */
export function withGuidsInUpperCase(document: JsonObject): JsonObject {
  let changed = document;
  for (const path of ENTITY_IDS) changed = changeAt(changed, path, () => true);
  return changeAt(changed, 'winlog.event_data', isGuidName);
}

/** Settles the case at `path`, or of the members of the object there that `isMeant` accepts. */
function changeAt(document: JsonObject, path: string, isMeant: (name: string) => boolean): JsonObject {
  return changeMembers(document, (key, value) => {
    if (key === path) return settle(value, isMeant);
    if (path.startsWith(key) && path[key.length] === '.' && isJsonObject(value))
      return changeAt(value, path.slice(key.length + 1), isMeant);
    // A document may spell the rest of the path in one key.
    return key.startsWith(path) && key[path.length] === '.' && isMeant(key) ? settle(value, isMeant) : value;
  });
}

function settle(value: Json, isMeant: (name: string) => boolean): Json {
  if (typeof value === 'string') return guidInUpperCase(value);
  if (!isJsonObject(value)) return value;
  return changeMembers(value, (name, member) =>
    typeof member === 'string' && isMeant(name) ? guidInUpperCase(member) : member,
  );
}

/** The object with changed members, or itself where none changes, as of nearly every object. */
function changeMembers(object: JsonObject, change: (name: string, value: Json) => Json): JsonObject {
  let changed: { [name: string]: Json } | undefined;
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (value === undefined) continue;
    const other = change(name, value);
    if (other === value) continue;
    changed ??= { ...object };
    setMember(changed, name, other);
  }
  return changed ?? object;
}
