/**
 * Conditions in SQL, and what is known of a predicate by them. SQL rarely decides a predicate, so two conditions stand
 * for it: what passes the predicate passes `upper`, and what passes `lower` passes the predicate. A search asks for
 * `upper`; `lower` is what a `not` needs.
 */
import type { FieldTest, Predicate } from '../../../plan/predicate.ts';

export type Condition = boolean | { readonly sql: string; readonly readsDocument: boolean };

export interface Bounds {
  readonly upper: Condition;
  readonly lower: Condition;
}

/** SQL knows nothing of it. */
export const UNKNOWN: Bounds = { upper: true, lower: false };

/** @param ofTest what is known of a test of one field */
export function boundsOf(predicate: Predicate, ofTest: (test: FieldTest) => Bounds): Bounds {
  const ofTerms = (
    terms: readonly Predicate[],
    join: (conditions: readonly Condition[]) => Condition,
  ): Bounds => {
    const bounds = terms.map(term => boundsOf(term, ofTest));
    return { upper: join(bounds.map(({ upper }) => upper)), lower: join(bounds.map(({ lower }) => lower)) };
  };
  switch (predicate.kind) {
    case 'constant':
      return exactly(predicate.value);
    case 'all':
      return ofTerms(predicate.terms, allOf);
    case 'any':
      return ofTerms(predicate.terms, anyOf);
    case 'not': {
      const { lower, upper } = boundsOf(predicate.term, ofTest);
      return { upper: notOf(lower), lower: notOf(upper) };
    }
    case 'script':
    case 'nested':
    case 'relative-range':
      return UNKNOWN;
    default:
      return ofTest(predicate);
  }
}

/** The condition as SQL has it. */
export function conditionSql(condition: Condition): string {
  return typeof condition === 'boolean' ? String(Number(condition)) : condition.sql;
}

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

function notOf(condition: Condition): Condition {
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
