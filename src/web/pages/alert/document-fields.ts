/** A document as a list of fields. Pure. */
import { isJsonObject, type Json, type JsonObject } from '../../../event/json.ts';

export interface FieldRow {
  readonly path: string;
  readonly values: readonly (string | number | boolean)[];
}

const MOST_DEPTH = 20;

/** Dotted paths with all their values, by name; objects within lists are told under one path. */
export function fieldRows(document: JsonObject): readonly FieldRow[] {
  const rows = new Map<string, (string | number | boolean)[]>();
  const add = (path: string, value: Json, depth: number): void => {
    if (Array.isArray(value)) {
      for (const inner of value as readonly Json[]) add(path, inner, depth);
      return;
    }
    if (isJsonObject(value)) {
      if (depth >= MOST_DEPTH) add(path, JSON.stringify(value), depth);
      else
        for (const [key, inner] of Object.entries(value))
          add(path === '' ? key : `${path}.${key}`, inner, depth + 1);
      return;
    }
    if (value === null) return;
    const values = rows.get(path);
    if (values === undefined) rows.set(path, [value as string | number | boolean]);
    else values.push(value as string | number | boolean);
  };
  add('', document, 0);
  return [...rows].map(([path, values]) => ({ path, values })).sort((a, b) => order(a.path, b.path));
}

/** Whose name or value holds all of the words. */
export function fieldsWith(rows: readonly FieldRow[], text: string): readonly FieldRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
  if (words.length === 0) return rows;
  return rows.filter(({ path, values }) => {
    const all = `${path} ${values.map(String).join(' ')}`.toLowerCase();
    return words.every(word => all.includes(word));
  });
}

/** What the event says stands before what the alert says of its rule. */
function order(a: string, b: string): number {
  const rank = (path: string): number => (path.startsWith('kibana.') ? 1 : 0);
  return rank(a) - rank(b) || a.localeCompare(b);
}
