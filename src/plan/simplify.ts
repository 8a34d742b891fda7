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
import { evaluateExpr, truthOf } from './evaluate-expr.ts';
import type { Expr, Predicate } from './predicate.ts';

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
    case 'constant':
    case 'exists':
    case 'range':
    case 'affix':
      return predicate;
    default:
      return unreachable(predicate);
  }
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
 * two holds exactly where not one of the two holds. Terms that stand there twice go.
 */
function mergeTerms(kind: 'all' | 'any', terms: readonly Predicate[]): readonly Predicate[] {
  const merged = new Map<string, Predicate>();
  for (const term of terms) {
    const test = kind === 'any' ? term : term.kind === 'not' ? term.term : undefined;
    const key = test === undefined ? undefined : unionKey(test);
    if (test === undefined || key === undefined) {
      merged.set(keyText(term), term);
      continue;
    }
    const earlier = merged.get(key);
    const former = earlier?.kind === 'not' ? earlier.term : earlier;
    const union = former === undefined ? test : unionOf(former, test);
    merged.set(key, kind === 'any' ? union : { kind: 'not', term: union });
  }
  return [...merged.values()];
}

/** Equal for tests whose lists may be united. */
function unionKey(test: Predicate): string | undefined {
  switch (test.kind) {
    case 'equals':
    case 'like':
    case 'regex':
      return keyText([test.kind, test.field.path, test.field.type, test.ignoreCase]);
    case 'cidr':
      return keyText([test.kind, test.field.path, test.field.type]);
    default:
      return undefined;
  }
}

function unionOf(former: Predicate, latter: Predicate): Predicate {
  if (former.kind === 'equals' && latter.kind === 'equals')
    return { ...former, values: distinct([...former.values, ...latter.values]) };
  if (former.kind === 'like' && latter.kind === 'like')
    return { ...former, patterns: distinct([...former.patterns, ...latter.patterns]) };
  if (former.kind === 'regex' && latter.kind === 'regex')
    return { ...former, patterns: distinct([...former.patterns, ...latter.patterns]) };
  if (former.kind === 'cidr' && latter.kind === 'cidr')
    return { ...former, blocks: distinct([...former.blocks, ...latter.blocks]) };
  throw new Error(`tests of two kinds under one key: ${former.kind}, ${latter.kind}`);
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** JSON, with those numbers told apart that JSON cannot write: bigints and infinities. */
function keyText(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'bigint' || (typeof inner === 'number' && !Number.isFinite(inner))
      ? { [typeof inner]: String(inner) }
      : inner,
  );
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
