/**
 * Computations in a generated event: `length(process.command_line) > 50`, `startsWith(process.name, host.name)`. No
 * value can be read off them, so a few are tried for each field that they read: what its tests allow, the literals of
 * the computation with something before or behind, texts as long as a number says, and what other fields hold.
 */
import { coerce } from '../../event/coerce.ts';
import { evaluateExpr, truthOf } from '../../plan/evaluate-expr.ts';
import { fieldsOfExpr } from '../../plan/fields-read.ts';
import type { Expr, FieldRef } from '../../plan/predicate.ts';
import { type FieldGoals, isFit, singleValues } from './field-goals.ts';
import { type GeneratedValue, typicalValues } from './value-examples.ts';

export interface ScriptGoal {
  readonly expr: Expr;
  readonly holds: boolean;
}

const MOST_VALUES = 24;
const MOST_TRIES = 60_000;

/** Values for the fields that the computations read, undefined for one that is missing; or undefined: none were found. */
export function solveScripts(
  goals: readonly ScriptGoal[],
  goalsOf: (field: FieldRef) => FieldGoals,
): ReadonlyMap<string, GeneratedValue | undefined> | undefined {
  const fields = [
    ...new Map(goals.flatMap(({ expr }) => [...fieldsOfExpr(expr)]).map(one => [one.path, one])).values(),
  ];
  const hints = goals.flatMap(({ expr }) => [...literalsOf(expr)]);
  const own = fields.map(field => ownValues(goalsOf(field), hints));
  const shared = [...new Set(own.flatMap(values => values.slice(0, 2)))];
  const pools = fields.map((field, at): readonly (GeneratedValue | undefined)[] => {
    const asked = goalsOf(field);
    const others = shared
      .flatMap(value => [value, ...(typeof value === 'string' ? [`${value}x`, `x${value}`] : [])])
      .filter(value => isFit(asked, value));
    const isOptional = asked.wanted.length === 0 && asked.forced === undefined && !asked.isSingle;
    const all = [...new Set([...(own[at] ?? []), ...others])].slice(0, MOST_VALUES);
    return isOptional ? [...all, undefined] : all;
  });
  let tries = 0;
  const chosen = new Map<string, GeneratedValue | undefined>();
  const holds = ({ expr, holds: wanted }: ScriptGoal): boolean => {
    const value = evaluateExpr(expr, ({ path, type }) => {
      const raw = chosen.get(path);
      return raw === undefined ? null : (coerce(raw, type) ?? null);
    });
    return (truthOf(value) === true) === wanted;
  };
  const choose = (at: number): boolean => {
    const field = fields[at];
    if (field === undefined) return ++tries <= MOST_TRIES && goals.every(holds);
    for (const value of pools[at] ?? []) {
      chosen.set(field.path, value);
      if (choose(at + 1)) return true;
      if (tries > MOST_TRIES) return false;
    }
    return false;
  };
  return choose(0) ? chosen : undefined;
}

function ownValues(goals: FieldGoals, hints: readonly (string | number)[]): readonly GeneratedValue[] {
  const lengths = hints.filter(hint => typeof hint === 'number').filter(hint => hint >= 0 && hint < 10_000);
  const long = Math.max(0, ...lengths) + 1;
  const fitting = singleValues(goals, '', 4);
  const longFitting = long > 1 ? singleValues(goals, 'x'.repeat(long), 2) : [];
  const made = [
    ...hints.flatMap((hint): readonly GeneratedValue[] =>
      typeof hint === 'string' ? [hint, `x${hint}`, `${hint}x`, `x${hint}x`] : [hint, hint + 1, hint - 1],
    ),
    ...lengths.flatMap(length => ['x'.repeat(length), 'x'.repeat(length + 1)]),
    'a',
    'ab',
    '',
    ...typicalValues(goals.field.type),
  ].filter(value => isFit(goals, value));
  return [...new Set([...fitting, ...longFitting, ...made])].slice(0, MOST_VALUES);
}

function* literalsOf(expr: Expr): Generator<string | number> {
  switch (expr.kind) {
    case 'literal':
      if (typeof expr.value === 'string' || typeof expr.value === 'number') yield expr.value;
      return;
    case 'call':
      for (const arg of expr.args) yield* literalsOf(arg);
      return;
    case 'and':
    case 'or':
      for (const term of expr.terms) yield* literalsOf(term);
      return;
    case 'compare':
    case 'arithmetic':
      yield* literalsOf(expr.left);
      yield* literalsOf(expr.right);
      return;
    case 'one-of':
      for (const value of expr.values) yield* literalsOf(value);
      yield* literalsOf(expr.operand);
      return;
    case 'like':
    case 'regex':
      for (const pattern of expr.patterns) yield pattern.replaceAll(/[*?]/g, '');
      yield* literalsOf(expr.operand);
      return;
    case 'negate':
    case 'is-null':
    case 'not':
      yield* literalsOf(expr.operand);
      return;
    default:
  }
}
