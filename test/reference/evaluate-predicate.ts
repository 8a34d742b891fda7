/**
 * What a predicate means, said as plainly as it can be: every test reads its field from the whole document and
 * asks each value about each literal. The engine's compiled form (src/engine/compile-predicate.ts) must give the
 * same for every predicate and document.
 */
import { unreachable } from '../../src/base/unreachable.ts';
import { coerce } from '../../src/event/coerce.ts';
import { compareValues, equalsAny, rangeTest } from '../../src/event/compare.ts';
import { type RawValue, valuesOf } from '../../src/event/field-value.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { compileLuceneRegexes } from '../../src/event/lucene-regex.ts';
import { readField } from '../../src/event/read-field.ts';
import { foldCase } from '../../src/event/text-case.ts';
import { evaluateExpr } from '../../src/plan/evaluate-expr.ts';
import type { ExprValue } from '../../src/plan/functions/function-definition.ts';
import type { Expr, FieldRef, FieldTest, Predicate } from '../../src/plan/predicate.ts';
import { inBlocks } from './cidr.ts';
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
    default:
      return valuesOf(readField(document, predicate.field.path)).some(value => passes(predicate, value));
  }
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
    case 'like':
      return test.patterns.some(pattern =>
        test.ignoreCase ? matchesAsRegExp(foldCase(pattern), foldCase(text)) : matchesAsRegExp(pattern, text),
      );
    case 'regex':
      return test.patterns.some(pattern => compileLuceneRegexes([pattern], test.ignoreCase)(text));
    case 'cidr':
      return inBlocks(test.blocks, text);
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
