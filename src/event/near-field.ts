/**
 * The field that a misspelt one was most likely meant to be. Names are compared part by part, as
 * `winlog.event_data.TargetName` is not a slip of some other field of that length: one part may be misspelt and
 * all others are as written, or the whole differs only in case, dots and underscores.
 */
import { nearest } from '../base/did-you-mean.ts';
import type { Schema } from './schema.ts';

interface FieldIndex {
  /** A path with one part left out -> what the schema has for that part. */
  readonly partsByRest: ReadonlyMap<string, readonly string[]>;
  readonly bySkeleton: ReadonlyMap<string, string>;
  readonly mostParts: number;
}

const indexes = new WeakMap<Schema, FieldIndex>();

export function nearField(path: string, schema: Schema): string | undefined {
  const index = indexOf(schema);
  const sameSkeleton = index.bySkeleton.get(skeleton(path));
  if (sameSkeleton !== undefined) return sameSkeleton;
  const parts = path.split('.');
  if (parts.length > index.mostParts) return undefined;
  for (let at = parts.length - 1; at >= 0; at--) {
    const near = nearest(parts[at] ?? '', index.partsByRest.get(restOf(parts, at)) ?? []);
    if (near !== undefined) return parts.with(at, near).join('.');
  }
  return undefined;
}

function indexOf(schema: Schema): FieldIndex {
  const known = indexes.get(schema);
  if (known !== undefined) return known;
  const partsByRest = new Map<string, string[]>();
  const bySkeleton = new Map<string, string>();
  let mostParts = 0;
  for (const name of schema.names()) {
    bySkeleton.set(skeleton(name), name);
    const parts = name.split('.');
    mostParts = Math.max(mostParts, parts.length);
    for (const [at, part] of parts.entries()) {
      const rest = restOf(parts, at);
      const siblings = partsByRest.get(rest);
      if (siblings === undefined) partsByRest.set(rest, [part]);
      else siblings.push(part);
    }
  }
  const index = { partsByRest, bySkeleton, mostParts };
  indexes.set(schema, index);
  return index;
}

function restOf(parts: readonly string[], at: number): string {
  return parts.with(at, '').join('.');
}

function skeleton(path: string): string {
  return path.toLowerCase().replaceAll(/[._]/g, '');
}
