/**
 * The same condition said shorter: nested `all` and `any` become one, constants disappear, double negations
 * cancel, and tests of one kind on one field become one test of several values, which the engine answers with
 * a single look-up.
 *
 *     a == "x" or (a == "y" or false)                 a in ("x", "y")
 *     not f : "p*" and not f : "q*"                   not f : ("p*", "q*")
 *
 * Every event gives the same result before and after. Order of terms is kept, a merged test stands where its
 * first part stood. It must not fold what could come out differently in three-valued logic; scripts are left
 * whole, but for those that read no field.
 */
import { unreachable } from '../base/unreachable.ts';
import { testKey } from './content-key.ts';
import { evaluateExpr, truthOf } from './evaluate-expr.ts';
import type { Expr, FieldTest, Predicate } from './predicate.ts';

export function simplify(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case 'all':
      return joined('all', predicate.terms.map(simplify));
    case 'any':
      return joined('any', predicate.terms.map(simplify));
    case 'not':
      return negation(simplify(predicate.term));
    case 'script':
      return readsField(predicate.expr)
        ? predicate
        : constant(truthOf(evaluateExpr(predicate.expr, noField)) === true);
    case 'equals':
      return predicate.values.length === 0 ? constant(false) : predicate;
    case 'like':
    case 'regex':
      return predicate.patterns.length === 0 ? constant(false) : predicate;
    case 'cidr':
      return predicate.blocks.length === 0 ? constant(false) : predicate;
    case 'words':
      return predicate.phrases.length === 0 ? constant(false) : predicate;
    case 'between':
      return betweenOf(predicate);
    case 'nested': {
      const term = simplify(predicate.term);
      return term.kind === 'constant' && !term.value ? term : { ...predicate, term };
    }
    case 'listed':
      return predicate.list.size === 0 ? constant(false) : predicate;
    case 'constant':
    case 'relative-range':
    case 'exists':
    case 'range':
    case 'affix':
      return predicate;
    default:
      return unreachable(predicate);
  }
}

/** One bound is a range, and none any value at all. */
function betweenOf(test: Extract<Predicate, { kind: 'between' }>): Predicate {
  const [only, ...others] = test.bounds;
  if (only === undefined) return { kind: 'exists', field: test.field };
  return others.length === 0 ? { kind: 'range', field: test.field, ...only } : test;
}

function constant(value: boolean): Predicate {
  return { kind: 'constant', value };
}

function negation(term: Predicate): Predicate {
  if (term.kind === 'constant') return constant(!term.value);
  return term.kind === 'not' ? term.term : { kind: 'not', term };
}

/** One `all` or `any` of terms that are simple already. */
function joined(kind: 'all' | 'any', terms: readonly Predicate[]): Predicate {
  const neutral = kind === 'all';
  const flat = terms.flatMap(term => (term.kind === kind ? term.terms : [term]));
  if (flat.some(term => term.kind === 'constant' && term.value !== neutral)) return constant(!neutral);
  const merged = mergeTerms(
    kind,
    flat.filter(term => term.kind !== 'constant'),
  );
  const [only] = merged;
  if (only === undefined) return constant(neutral);
  return merged.length === 1 ? only : { kind, terms: merged };
}

/**
 * In an `any`, tests that pass on one of several values unite; in an `all`, their negations do, as neither of
 * two holds exactly where not one of the two holds. Tests that stand there twice go;
 * whole conditions are not compared, that would cost more than it saves.
 */
function mergeTerms(kind: 'all' | 'any', terms: readonly Predicate[]): readonly Predicate[] {
  // A query may have a hundred thousand terms: they are gathered first and united once.
  const alike = new Map<string | Predicate, [Predicate, ...Predicate[]]>();
  for (const term of terms) {
    const test = kind === 'any' ? term : term.kind === 'not' ? term.term : undefined;
    const union = test === undefined ? undefined : unionKey(test);
    const inner = term.kind === 'not' ? term.term : term;
    const key = union ?? (isTest(inner) ? `${term.kind === 'not'} ${testKey(inner)}` : term);
    const gathered = alike.get(key);
    if (gathered === undefined) alike.set(key, [term]);
    else if (union !== undefined) gathered.push(term);
  }
  return [...alike.values()].map(([first, ...others]) => {
    if (others.length === 0) return first;
    if (first.kind !== 'not') return unionOf(first, others);
    const tests = others.map(other => (other.kind === 'not' ? other.term : other));
    return { kind: 'not', term: unionOf(first.term, tests) };
  });
}

function isTest(predicate: Predicate): predicate is FieldTest {
  return 'field' in predicate;
}

/** Equal for tests whose lists may be united. */
function unionKey(test: Predicate): string | undefined {
  switch (test.kind) {
    case 'equals':
    case 'like':
    case 'regex':
      return `${fieldKey(test)} ${test.ignoreCase}`;
    case 'cidr':
    case 'words':
      return fieldKey(test);
    default:
      return undefined;
  }
}

function fieldKey({ field, kind }: FieldTest): string {
  return `${kind} ${field.type} ${field.gathers ?? ''} ${field.path}`;
}

/** One test that passes where one of these does; they are of one kind, on one field (`unionKey`). */
function unionOf(first: Predicate, others: readonly Predicate[]): Predicate {
  switch (first.kind) {
    case 'equals':
      return {
        ...first,
        values: distinct(first.values, others, other => other.kind === first.kind && other.values),
      };
    case 'like':
    case 'regex':
      return {
        ...first,
        patterns: distinct(first.patterns, others, other => other.kind === first.kind && other.patterns),
      };
    case 'cidr':
      return {
        ...first,
        blocks: distinct(first.blocks, others, other => other.kind === first.kind && other.blocks),
      };
    case 'words':
      // Alike phrases are different lists: they may stand there twice.
      return {
        ...first,
        phrases: distinct(first.phrases, others, other => other.kind === first.kind && other.phrases),
      };
    default:
      throw new Error(`tests of a kind that has no list: ${first.kind}`);
  }
}

/** The list of the first and those of the others, without doubles. */
function distinct<T>(
  list: readonly T[],
  others: readonly Predicate[],
  listOf: (other: Predicate) => readonly T[] | false,
): readonly T[] {
  const all = new Set(list);
  for (const other of others) for (const item of listOf(other) || []) all.add(item);
  return [...all];
}

function readsField(expr: Expr): boolean {
  switch (expr.kind) {
    case 'literal':
      return false;
    case 'field':
      return true;
    case 'call':
      return expr.args.some(readsField);
    case 'arithmetic':
    case 'compare':
      return readsField(expr.left) || readsField(expr.right);
    case 'one-of':
      return readsField(expr.operand) || expr.values.some(readsField);
    case 'and':
    case 'or':
      return expr.terms.some(readsField);
    case 'negate':
    case 'is-null':
    case 'like':
    case 'regex':
    case 'not':
      return readsField(expr.operand);
    default:
      return unreachable(expr);
  }
}

function noField(): never {
  throw new Error('a script without fields asked for one');
}
