/**
 * Values for the fields that a computation reads. Computations compare fields with each other and lengths with
 * numbers (`startsWith~(user.name, host.name)`, `length(process.args) > 100`), so the fields get texts that are
 * parts of each other, and texts as long as the numbers that stand in the computation.
 */
import type { Json } from '../../src/event/json.ts';
import type { Expr, FieldRef } from '../../src/plan/predicate.ts';
import { typicalValue } from './near-values.ts';
import type { Random } from './random.ts';

export interface ScriptHints {
  readonly fields: readonly FieldRef[];
  /** The texts that it names, and texts about as long as the numbers that it names. */
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

const LONGEST = 20_000;

export function scriptHints(expr: Expr): ScriptHints {
  const fields: FieldRef[] = [];
  const texts: string[] = [];
  const numbers: number[] = [];
  const visit = (inner: Expr): void => {
    if (inner.kind === 'field') fields.push(inner.field);
    if (inner.kind === 'literal' && typeof inner.value === 'string') texts.push(inner.value);
    if (inner.kind === 'literal' && typeof inner.value === 'number') numbers.push(inner.value);
    if (inner.kind === 'like' || inner.kind === 'regex') texts.push(...inner.patterns);
    childrenOf(inner).forEach(visit);
  };
  visit(expr);
  for (const number of numbers)
    for (const length of [number - 1, number, number + 1])
      if (length >= 0 && length <= LONGEST)
        texts.push('Lorem ipsum 7'.repeat(length / 13 + 1).slice(0, length));
  return { fields, texts, numbers };
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'field':
      return [];
    case 'call':
      return expr.args;
    case 'arithmetic':
    case 'compare':
      return [expr.left, expr.right];
    case 'one-of':
      return [expr.operand, ...expr.values];
    case 'and':
    case 'or':
      return expr.terms;
    default:
      return [expr.operand];
  }
}

/** A value of the field's type that has to do with the text, which several fields of a computation share. */
export function scriptValue(field: FieldRef, base: string, script: ScriptHints, random: Random): Json {
  const isText = field.type === 'keyword' || field.type === 'text' || field.type === 'unknown';
  if (!isText) {
    const number = random.pickAny(script.numbers);
    if (number === undefined || random.oneIn(2)) return typicalValue(field.type, random);
    return random.pick([number - 1, number, number + 1]);
  }
  return random.pick<Json>([
    base,
    base,
    base.toUpperCase(),
    `${base}\\tail`,
    `head ${base}`,
    `${base}${random.pickAny(script.texts) ?? ''}`,
    base.slice(0, 2),
    base.slice(1),
    [base, 'Z'],
    'x',
    '',
    null,
  ]);
}
