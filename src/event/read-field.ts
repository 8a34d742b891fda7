import type { FieldValues, RawValue } from './field-value.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/**
 * The values at a dotted path, however the document spells it: nested objects, keys with dots, or both at any
 * level (`{"process.parent": {"name": "a"}}`). Arrays are looked through, arrays of objects and of arrays
 * included, and their values come in document order. Null, an empty array and an object hold no value; a single
 * value comes as itself. So does Elasticsearch flatten a document when it indexes it.
 */
export function readField(document: JsonObject, path: string): FieldValues {
  let object = document;
  let steps = stepsToward(path);
  // As nearly every document has it: one key leads on, to an object and in the end to a scalar.
  for (;;) {
    const step = onlyStepIn(object, steps);
    if (step === undefined) break;
    if (step === 'none') return undefined;
    const inner = object[step.key];
    if (step.rest === undefined) {
      if (typeof inner !== 'object') return inner;
      break;
    }
    if (!isJsonObject(inner)) break;
    object = inner;
    steps = step.rest;
  }
  const found: RawValue[] = [];
  collectAt(object, steps, found);
  return found.length > 1 ? found : found[0];
}

function collectAt(json: Json, steps: readonly Step[], found: RawValue[]): void {
  if (Array.isArray(json)) {
    for (const item of json as readonly Json[]) collectAt(item, steps, found);
  } else if (isJsonObject(json)) {
    for (const step of stepsIn(json, steps)) {
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

/** A key that can lead toward a field, and the steps after it; undefined: it is the field itself. */
interface Step {
  readonly key: string;
  readonly rest: readonly Step[] | undefined;
}

/** The step that the object has; undefined where it has several. */
function onlyStepIn(object: JsonObject, steps: readonly Step[]): Step | 'none' | undefined {
  let only: Step | 'none' = 'none';
  for (const step of steps) {
    // The value first: engines find it faster than they tell whether it is the object's own.
    if (object[step.key] === undefined || !Object.hasOwn(object, step.key)) continue;
    if (only !== 'none') return undefined;
    only = step;
  }
  return only;
}

/** The steps that the object has, in its order; a document that has two of them spells one field twice. */
function stepsIn(object: JsonObject, steps: readonly Step[]): readonly Step[] {
  const found = steps.filter(step => Object.hasOwn(object, step.key));
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
    steps.push({ key: path.slice(0, dot), rest: stepsToward(path.slice(dot + 1)) });
  steps.push({ key: path, rest: undefined });
  if (stepsOfPath.size >= MOST_REMEMBERED) stepsOfPath.clear();
  stepsOfPath.set(path, steps);
  return steps;
}
