/**
 * Conditions in SQL, and what is known of a predicate by them. SQL rarely decides a predicate, so two conditions stand
 * for it: what passes the predicate passes `upper`, and what passes `lower` passes the predicate. A search asks for
 * `upper`; `lower` is what a `not` needs.
 */
export type Condition = boolean | { readonly sql: string; readonly readsDocument: boolean };

export interface Bounds {
  readonly upper: Condition;
  readonly lower: Condition;
}

/** SQL knows nothing of it. */
export const UNKNOWN: Bounds = { upper: true, lower: false };

export function exactly(condition: Condition): Bounds {
  return { upper: condition, lower: condition };
}

export function sql(text: string): Condition {
  return { sql: text, readsDocument: false };
}

export function allOf(conditions: readonly Condition[]): Condition {
  return joined(conditions, ' AND ', false);
}

export function anyOf(conditions: readonly Condition[]): Condition {
  return joined(conditions, ' OR ', true);
}

export function notOf(condition: Condition): Condition {
  if (typeof condition === 'boolean') return !condition;
  return { ...condition, sql: `NOT ${condition.sql}` };
}

/** @param decides the value that one of them decides all by */
function joined(conditions: readonly Condition[], word: string, decides: boolean): Condition {
  if (conditions.includes(decides)) return decides;
  const open = conditions.filter(each => typeof each !== 'boolean');
  const [only] = open;
  if (only === undefined) return !decides;
  if (open.length === 1) return only;
  return {
    sql: `(${open.map(each => each.sql).join(word)})`,
    readsDocument: open.some(each => each.readsDocument),
  };
}
