/**
 * From the plan's conditions to functions that the engine calls. A condition becomes a closure over the slots
 * of an event, all that can be prepared prepared once (sets, patterns, networks):
 *
 *     process.name in ("a.exe", "b.exe")    slots => set.has(slots[3])   (for a single value)
 *
 * This is the reference form: correct, without code generation, without memory between events. Whatever is
 * faster later must agree with it, and it agrees with test/reference/evaluate-predicate.ts, which is slower and
 * simpler still. It must not know languages, documents or how slots are filled.
 *
 * The logic is Elasticsearch's, which asks an index: a test passes if any value of the field passes, a missing
 * field passes none, `not` flips. Null lives only within scripts, and a script that comes out null is false
 * (docs/design/null-semantics.md).
 */
import { unreachable } from '../base/unreachable.ts';
import { compileCidrs } from '../event/cidr.ts';
import { coerce } from '../event/coerce.ts';
import { equalsAny, rangeTest } from '../event/compare.ts';
import { type RawValue, type Slots, valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { compileLuceneRegexes } from '../event/lucene-regex.ts';
import type { FieldType } from '../event/schema.ts';
import { foldCase } from '../event/text-case.ts';
import { compileValueList } from '../event/value-list.ts';
import { compileWildcards } from '../event/wildcard.ts';
import { truthOf } from '../plan/evaluate-expr.ts';
import type { FieldRef, FieldTest, Predicate } from '../plan/predicate.ts';
import { simplify } from '../plan/simplify.ts';
import { compileExpr } from './compile-expr.ts';
import { compilePhrases } from './compile-phrases.ts';
import { compileRelativeRange } from './compile-relative-range.ts';
import { buildExtractor } from './extract/extractor.ts';
import { SlotTable } from './slot-table.ts';

export type CompiledPredicate = (slots: Slots) => boolean;

/**
 * @param slotOf where the values of a field stand; asked for every field that the simplified predicate reads.
 * @returns a function that never throws, whatever the values are.
 */
export function compilePredicate(
  predicate: Predicate,
  slotOf: (field: FieldRef) => number,
): CompiledPredicate {
  return compileSimple(simplify(predicate), slotOf);
}

function compileSimple(predicate: Predicate, slotOf: (field: FieldRef) => number): CompiledPredicate {
  switch (predicate.kind) {
    case 'constant': {
      const { value } = predicate;
      return () => value;
    }
    case 'all':
      return compileAll(predicate.terms.map(term => compileSimple(term, slotOf)));
    case 'any':
      return compileAny(predicate.terms.map(term => compileSimple(term, slotOf)));
    case 'not': {
      const term = compileSimple(predicate.term, slotOf);
      return slots => !term(slots);
    }
    case 'script': {
      const compute = compileExpr(predicate.expr, slotOf);
      return slots => truthOf(compute(slots)) === true;
    }
    case 'nested':
      return compileNested(predicate, slotOf);
    case 'relative-range':
      return compileRelativeRange(predicate, slotOf(predicate.date), slotOf(predicate.now));
    default:
      return anyValue(slotOf(predicate.field), compileTest(predicate));
  }
}

function compileAll(terms: readonly CompiledPredicate[]): CompiledPredicate {
  return slots => {
    for (const term of terms) if (!term(slots)) return false;
    return true;
  };
}

function compileAny(terms: readonly CompiledPredicate[]): CompiledPredicate {
  return slots => {
    for (const term of terms) if (term(slots)) return true;
    return false;
  };
}

function anyValue(slot: number, test: (raw: RawValue) => boolean): CompiledPredicate {
  return slots => {
    const values = slots[slot];
    if (values === undefined) return false;
    if (typeof values !== 'object') return test(values);
    for (const value of values) if (test(value)) return true;
    return false;
  };
}

/** The objects are read by an extractor of their own, as little documents. */
function compileNested(
  { objects, term }: Extract<Predicate, { kind: 'nested' }>,
  slotOf: (field: FieldRef) => number,
): CompiledPredicate {
  const slot = slotOf(objects);
  const inner = new SlotTable();
  const accepts = compileSimple(term, inner.slotOf);
  const extractor = buildExtractor(inner.paths);
  return slots =>
    valuesOf(slots[slot]).some(object =>
      // Written by event/gathered-fields.ts: the JSON of an object.
      accepts(extractor.fromDocument(JSON.parse(String(object)) as JsonObject)),
    );
}

/** The test of one value of the field: never throws, whatever the value is. */
export function compileTest(test: FieldTest): (raw: RawValue) => boolean {
  const { type } = test.field;
  switch (test.kind) {
    case 'exists':
      return raw => coerce(raw, type) !== undefined;
    case 'equals':
      return equalsAny(test.values, type, test.ignoreCase);
    case 'range':
      return rangeTest(test.op, test.value, type);
    case 'between': {
      const bounds = test.bounds.map(({ op, value }) => rangeTest(op, value, type));
      return raw => coerce(raw, type) !== undefined && bounds.every(holds => holds(raw));
    }
    case 'like':
      return textTest(type, compileWildcards(test.patterns, test.ignoreCase));
    case 'regex':
      return textTest(type, compileLuceneRegexes(test.patterns, test.ignoreCase));
    case 'cidr':
      return textTest(type, compileCidrs(test.blocks));
    case 'words':
      return textTest(type, compilePhrases(test.phrases));
    case 'listed':
      return textTest(type, compileValueList(test.list));
    case 'affix':
      return textTest(type, affixTest(test));
    default:
      return unreachable(test);
  }
}

/** Tests on text read text fields as keywords and see other values as the text of their canonical form. */
function textTest(type: FieldType, matches: (text: string) => boolean): (raw: RawValue) => boolean {
  const isText = type === 'keyword' || type === 'text' || type === 'unknown';
  return raw => {
    if (isText && typeof raw === 'string') return matches(raw);
    const canonical = coerce(raw, type);
    return canonical !== undefined && matches(String(canonical));
  };
}

/** The empty text starts every text and stands inside of none, as the functions of these names have it. */
function affixTest(test: Extract<FieldTest, { kind: 'affix' }>): (text: string) => boolean {
  const { text: wanted, ignoreCase } = test;
  if (test.at === 'inside') {
    if (wanted === '') return () => false;
    const folded = foldCase(wanted);
    return ignoreCase ? text => foldCase(text).includes(folded) : text => text.includes(wanted);
  }
  const folded = foldCase(wanted);
  return ignoreCase ? text => foldCase(text).startsWith(folded) : text => text.startsWith(wanted);
}
