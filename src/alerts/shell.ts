import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

/**
 * What several documents have in common, the content of a sequence's shell: a value that is equal in all of
 * them, of lists the
 * elements that all hold, each once (a single value counts as a list of one), of objects the same again, field
 * by field. What is left empty is left out (engine-semantics: sequence).
 */
export function commonFields(documents: readonly JsonObject[]): JsonObject {
  const [first, ...others] = documents;
  if (first === undefined) return {};
  return others.reduce((common, document) => commonObject(common, document), first);
}

function commonObject(a: JsonObject, b: JsonObject): JsonObject {
  const common: [string, Json][] = [];
  for (const [name, value] of Object.entries(a)) {
    if (!Object.hasOwn(b, name)) continue;
    const other = b[name];
    const shared = other === undefined ? undefined : commonValue(value, other);
    if (shared !== undefined) common.push([name, shared]);
  }
  // Not by assignment: an event may hold a field `__proto__`.
  return Object.fromEntries(common);
}

function commonValue(a: Json, b: Json): Json | undefined {
  if (isJsonObject(a) && isJsonObject(b)) {
    const shared = commonObject(a, b);
    return Object.keys(shared).length === 0 ? undefined : shared;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    const others = new Set(listOf(b).map(canonicalText));
    const shared = new Map(listOf(a).map(element => [canonicalText(element), element]));
    for (const text of shared.keys()) if (!others.has(text)) shared.delete(text);
    return shared.size === 0 ? undefined : [...shared.values()];
  }
  return a !== null && a === b ? a : undefined;
}

function listOf(value: Json): readonly Json[] {
  // `isArray` does not narrow readonly arrays.
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

/** Equal texts are equal values, whatever the order of an object's keys. */
function canonicalText(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
