import type { FieldValues, RawValue } from './field-value.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/**
 * The values at a dotted path, however the document spells it: nested objects, keys with dots, or both at any
 * level (`{"process.parent": {"name": "a"}}`). Arrays are looked through, arrays of objects and of arrays
 * included, and their values come in document order. Null, an empty array and an object hold no value; a single
 * value comes as itself. So does Elasticsearch flatten a document when it indexes it.
 */
export function readField(document: JsonObject, path: string): FieldValues {
  const found: RawValue[] = [];
  collectAt(document, path, found);
  return found.length > 1 ? found : found[0];
}

function collectAt(json: Json, path: string, found: RawValue[]): void {
  if (Array.isArray(json)) {
    for (const item of json as readonly Json[]) collectAt(item, path, found);
  } else if (isJsonObject(json)) {
    for (const step of stepsIn(json, path)) {
      const inner = json[step.key];
      if (inner === undefined) continue;
      if (step.rest === undefined) collectValues(inner, found);
      else collectAt(inner, step.rest, found);
    }
  }
}

function collectValues(json: Json, found: RawValue[]): void {
  if (Array.isArray(json)) {
    for (const item of json as readonly Json[]) collectValues(item, found);
  } else if (json !== null && !isJsonObject(json)) {
    // Neither array, null nor object: a scalar. Array.isArray does not narrow readonly arrays away.
    found.push(json as RawValue);
  }
}

/** A key that can lead toward a field, and what is left of the path after it; undefined: the field itself. */
interface Step {
  readonly key: string;
  readonly rest: string | undefined;
}

/** The steps that the object has, in its order; a document that has two of them spells one field twice. */
function stepsIn(object: JsonObject, path: string): readonly Step[] {
  const all = stepsToward(path);
  const found = all.filter(step => Object.hasOwn(object, step.key));
  if (found.length < 2) return found;
  const keys = Object.keys(object);
  return found.toSorted((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
}

const stepsOfPath = new Map<string, readonly Step[]>();
/** The paths of rules are few; those of a caller that makes them up must not fill the memory. */
const MOST_REMEMBERED = 10_000;

/** For `a.b.c`: `a` and then `b.c`, `a.b` and then `c`, or `a.b.c` at once. */
function stepsToward(path: string): readonly Step[] {
  const known = stepsOfPath.get(path);
  if (known !== undefined) return known;
  const steps: Step[] = [];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1))
    steps.push({ key: path.slice(0, dot), rest: path.slice(dot + 1) });
  steps.push({ key: path, rest: undefined });
  if (stepsOfPath.size >= MOST_REMEMBERED) stepsOfPath.clear();
  stepsOfPath.set(path, steps);
  return steps;
}
