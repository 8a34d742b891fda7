import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';

const GUID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;

/** Whether values under this name are GUIDs: Sysmon's names end in `Guid` or `GUID`. */
export function isGuidName(name: string): boolean {
  return name.endsWith('Guid') || name.endsWith('GUID');
}

/**
 * Windows writes a GUID in upper case through its API and in lower case in raw XML, and EQL's `by` compares
 * with case: without one case, events of one process would not join when two shippers brought them.
 */
export function guidInUpperCase(value: string): string {
  return GUID.test(value) ? value.toUpperCase() : value;
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
  const entries = Object.entries(document).map(([key, value]): [string, Json] => {
    if (key === path) return [key, settle(value, isMeant)];
    if (isJsonObject(value) && path.startsWith(`${key}.`))
      return [key, changeAt(value, path.slice(key.length + 1), isMeant)];
    // A document may spell the rest of the path in one key.
    if (key.startsWith(`${path}.`) && isMeant(key)) return [key, settle(value, isMeant)];
    return [key, value];
  });
  return Object.fromEntries(entries);
}

function settle(value: Json, isMeant: (name: string) => boolean): Json {
  if (typeof value === 'string') return guidInUpperCase(value);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === 'string' && isMeant(name) ? guidInUpperCase(member) : member,
    ]),
  );
}
