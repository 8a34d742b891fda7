/**
 * What a predicate means, said as plainly as it can be: every test reads its field from the whole document and
 * asks each value about each literal. The engine's compiled form (src/engine/compile-predicate.ts) must give the
 * same for every predicate and document.
 */
import { unreachable } from '../../src/base/unreachable.ts';
import { coerce } from '../../src/event/coerce.ts';
import { compareValues, equalsAny, rangeTest } from '../../src/event/compare.ts';
import { parseDateMath, resolveDateMath } from '../../src/event/date-math.ts';
import { type RawValue, valuesOf } from '../../src/event/field-value.ts';
import { nanosOf, parseInstant } from '../../src/event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/event/json.ts';
import { compileLuceneRegexes } from '../../src/event/lucene-regex.ts';
import { readField } from '../../src/event/read-field.ts';
import { foldCase } from '../../src/event/text-case.ts';
import { wordsOf } from '../../src/event/text-words.ts';
import { evaluateExpr } from '../../src/plan/evaluate-expr.ts';
import type { ExprValue } from '../../src/plan/functions/function-definition.ts';
import type { Expr, FieldRef, FieldTest, Predicate } from '../../src/plan/predicate.ts';
import { inBlocks } from './cidr.ts';
import { flatten } from './read-field.ts';
import { isListed } from './value-list.ts';
import { matchesAsRegExp } from './wildcard.ts';

export function evaluatePredicate(predicate: Predicate, document: JsonObject): boolean {
  switch (predicate.kind) {
    case 'constant':
      return predicate.value;
    case 'all':
      return predicate.terms.every(term => evaluatePredicate(term, document));
    case 'any':
      return predicate.terms.some(term => evaluatePredicate(term, document));
    case 'not':
      return !evaluatePredicate(predicate.term, document);
    case 'script': {
      const value = evaluateIn(document, predicate.expr);
      return value !== null && coerce(value, 'boolean') === true;
    }
    case 'nested':
      return objectsAt(document, predicate.objects.path).some(object =>
        evaluatePredicate(predicate.term, object),
      );
    case 'relative-range': {
      const [now] = valuesOf(readField(document, predicate.now.path));
      return valuesOf(readField(document, predicate.date.path)).some(
        value => now !== undefined && isInRelativeRange(predicate, value, now),
      );
    }
    default:
      return valuesIn(document, predicate.field).some(value => passes(predicate, value));
  }
}

function valuesIn(document: JsonObject, field: FieldRef): readonly RawValue[] {
  if (field.gathers === undefined) return valuesOf(readField(document, field.path));
  return flatten(document).flatMap(([path, value]) =>
    // What is flattened is scalars.
    matchesAsRegExp(field.path, path) ? [value as RawValue] : [],
  );
}

/** Every way in which the names along the path may be joined by dots. */
export function objectsAt(json: Json, path: string): readonly JsonObject[] {
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap(item => objectsAt(item, path));
  if (!isJsonObject(json)) return [];
  return Object.entries(json).flatMap(([key, inner]) => {
    if (key === path) return objectsIn(inner);
    return path.startsWith(`${key}.`) ? objectsAt(inner, path.slice(key.length + 1)) : [];
  });
}

function objectsIn(json: Json): readonly JsonObject[] {
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap(objectsIn);
  return isJsonObject(json) ? [json] : [];
}

function isInRelativeRange(
  { bounds, date }: Extract<Predicate, { kind: 'relative-range' }>,
  value: RawValue,
  now: RawValue,
): boolean {
  const at = parseInstant(now, 'first');
  const found = date.type === 'date_nanos' ? coerce(value, 'date_nanos') : coerce(value, 'date');
  if (at === undefined || found === undefined) return false;
  const nanos = typeof found === 'bigint' ? found : BigInt(Number(found)) * 1_000_000n;
  return bounds.every(({ math, op }) => {
    const steps = parseDateMath(math);
    const end = op === '<=' || op === '>' ? 'last' : 'first';
    const bound = steps && resolveDateMath(steps, at.ms, end);
    if (bound === undefined) return false;
    // A `date` cuts its value to the millisecond, and the bound too.
    const limit = nanosOf(date.type === 'date_nanos' ? bound : { ms: bound.ms, nanos: 0 });
    return { '<': nanos < limit, '<=': nanos <= limit, '>': nanos > limit, '>=': nanos >= limit }[op];
  });
}

/** What a computation gives for the document. */
export function evaluateIn(document: JsonObject, expr: Expr): ExprValue {
  return evaluateExpr(expr, field => scriptValue(field, document));
}

/** Whether one value of the field passes. */
function passes(test: FieldTest, value: RawValue): boolean {
  const canonical = coerce(value, test.field.type);
  if (canonical === undefined) return false;
  const text = String(canonical);
  switch (test.kind) {
    case 'exists':
      return true;
    case 'equals':
      return test.values.some(literal => equalsAny([literal], test.field.type, test.ignoreCase)(value));
    case 'range':
      return rangeTest(test.op, test.value, test.field.type)(value);
    case 'between':
      return test.bounds.every(bound => rangeTest(bound.op, bound.value, test.field.type)(value));
    case 'like':
      return test.patterns.some(pattern =>
        test.ignoreCase ? matchesAsRegExp(foldCase(pattern), foldCase(text)) : matchesAsRegExp(pattern, text),
      );
    case 'regex':
      return test.patterns.some(pattern => compileLuceneRegexes([pattern], test.ignoreCase)(text));
    case 'cidr':
      return inBlocks(test.blocks, text);
    case 'words': {
      const words = wordsOf(text);
      return test.phrases.some(
        phrase =>
          phrase.length > 0 &&
          words.some((_, start) =>
            phrase.every((word, at) => {
              const found = words[start + at];
              return found !== undefined && matchesAsRegExp(word, found);
            }),
          ),
      );
    }
    case 'listed':
      return isListed(test.list, text);
    case 'affix': {
      const [whole, part] = test.ignoreCase ? [foldCase(text), foldCase(test.text)] : [text, test.text];
      return test.at === 'start' ? whole.startsWith(part) : part !== '' && whole.includes(part);
    }
    default:
      return unreachable(test);
  }
}

/** The least of the field's values; a date as the document spells it, anything else in canonical form. */
function scriptValue(field: FieldRef, document: JsonObject): ExprValue {
  const candidates = valuesOf(readField(document, field.path)).flatMap(raw => {
    const canonical = coerce(raw, field.type);
    return canonical === undefined ? [] : [{ raw, canonical }];
  });
  const [first, ...others] = candidates;
  if (first === undefined) return null;
  const least = others.reduce(
    (former, other) =>
      (compareValues(other.canonical, former.canonical, field.type) ?? 0) < 0 ? other : former,
    first,
  );
  return field.type === 'date' || field.type === 'date_nanos' ? least.raw : least.canonical;
}
