import type { Json, JsonObject } from '../../event/json.ts';

interface Branch {
  [name: string]: Json;
}

/**
 * An ECS document while mappings write it. Fields are named by their dotted paths, as ECS and rules name them;
 * the objects between come into being with the first value in them. A value that says nothing (undefined, an
 * empty text, an empty list) leaves no field behind, so no mapping has to ask. A later value of the same path wins.
 *
 *     draft.set('process.parent.pid', 488)   gives   {"process": {"parent": {"pid": 488}}}
 */
export class EcsDraft {
  readonly document: JsonObject;

  /** Goes on with a document that is begun; it is changed. */
  constructor(document: JsonObject = {}) {
    this.document = document;
  }

  set(path: string, value: Json | undefined): void {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return;
    const names = namesOf(path);
    const last = names.length - 1;
    let branch = this.document as Branch;
    for (let at = 0; at < last; at++) {
      const name = names[at] as string; // Within the length.
      let next = branch[name];
      if (next === undefined) {
        next = {};
        branch[name] = next;
      }
      branch = next as Branch; // Mappings set values at leaves only.
    }
    branch[names[last] as string] = value;
  }

  /** Several members of one object at the top, which costs less than a path for each. */
  setAll(name: string, members: { readonly [member: string]: Json | undefined }): void {
    let branch = (this.document as Branch)[name] as Branch | undefined; // Never a leaf.
    for (const member in members) {
      const value = members[member];
      if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
      if (branch === undefined) {
        branch = {};
        (this.document as Branch)[name] = branch;
      }
      branch[member] = value;
    }
  }

  /** Adds to a list that holds each value once. */
  add(path: string, value: string | undefined): void {
    if (value === undefined || value === '') return;
    const list = this.get(path) as string[] | undefined; // Written here alone.
    if (list === undefined) this.set(path, [value]);
    else if (!list.includes(value)) list.push(value);
  }

  /** Adds as many values as an event may bring. */
  addAll(path: string, values: readonly string[]): void {
    const list = (this.get(path) ?? []) as readonly string[]; // Written here alone.
    this.set(
      path,
      list.length + values.length < 2 ? [...list, ...values] : [...new Set([...list, ...values])],
    );
  }

  get(path: string): Json | undefined {
    let json: Json | undefined = this.document;
    for (const name of namesOf(path)) {
      if (json === undefined) return undefined;
      json = (json as JsonObject)[name]; // Paths lead through objects.
    }
    return json;
  }
}

/** The paths are those that stand in the mappings: few, and the same for every event. */
const splitPaths = new Map<string, readonly string[]>();

function namesOf(path: string): readonly string[] {
  let found = splitPaths.get(path);
  if (found === undefined) {
    found = path.split('.');
    splitPaths.set(path, found);
  }
  return found;
}
