import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

/** Fields by their dotted paths as a document has them, nested: `{ 'a.b': 1 }` is `{ a: { b: 1 } }`. */
export function nestedFields(fields: readonly (readonly [path: string, value: Json])[]): JsonObject {
  const inner = new Map<string, [path: string, value: Json][]>();
  const own = new Map<string, Json>();
  for (const [path, value] of fields) {
    const dot = path.indexOf('.');
    if (dot < 0) own.set(path, value);
    else {
      const head = path.slice(0, dot);
      const rest = inner.get(head) ?? [];
      inner.set(head, rest);
      rest.push([path.slice(dot + 1), value]);
    }
  }
  for (const [head, rest] of inner) {
    // One that is a field itself, too, is spelt with dots beside it.
    if (!own.has(head)) own.set(head, nestedFields(rest));
    else for (const [path, value] of rest) own.set(`${head}.${path}`, value);
  }
  // Not by assignment: a rule may name a field `__proto__`.
  return Object.fromEntries(own);
}

/** The object at a dotted path, of several the first; undefined where there is none. Keys may have dots themselves. */
export function objectAt(document: JsonObject, path: string): JsonObject | undefined {
  const found = valueAt(document, path);
  const first = Array.isArray(found) ? (found as readonly Json[])[0] : found;
  if (isJsonObject(first)) return first;
  const prefix = `${path}.`;
  const beneath = Object.entries(document).filter(([name]) => name.startsWith(prefix));
  if (beneath.length === 0) return undefined;
  return nestedFields(beneath.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** The value at a dotted path, likewise. */
export function valueAt(document: JsonObject, path: string): Json | undefined {
  if (Object.hasOwn(document, path)) return document[path];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot);
    const inner = Object.hasOwn(document, head) ? document[head] : undefined;
    const found = isJsonObject(inner) ? valueAt(inner, path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
