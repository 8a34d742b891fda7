/** Clauses that ask one field: `{ "term": { "field": value } }`, or with options `{ "term": { "field": { … } } }`. */
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { luceneRegexProblem } from '../../event/lucene-regex.ts';
import {
  betweenTest,
  existsTest,
  type NamedField,
  namedField,
  patternTest,
  valueTest,
  type Words,
} from '../../plan/index-tests.ts';
import type { Bound, Literal, Predicate, RangeOperator } from '../../plan/predicate.ts';
import type { DslScope } from './clauses.ts';
import { parseWildcard } from './parse-wildcard.ts';
import type { DslPath, Problems } from './problems.ts';

type Lower = (body: Json, path: DslPath, scope: DslScope, problems: Problems) => Predicate | undefined;

/** Options that change scores or speed, not what is found. */
const HARMLESS: readonly string[] = ['boost', '_name', 'rewrite', 'lenient', 'zero_terms_query'];

export const FIELD_CLAUSES: Readonly<Record<string, Lower>> = {
  exists: (body, path, scope, problems) => {
    const field = isJsonObject(body) ? body['field'] : undefined;
    if (typeof field !== 'string') return problems.wrong([...path, 'field'], 'the name of a field', field);
    return existsTest(nameOf(field, scope), scope.schema);
  },
  term: asked('value', ['case_insensitive'], (named, value, options, scope) =>
    valueTest(foldedIf(named, options['case_insensitive']), value, 'term', scope.now),
  ),
  terms: lowerTerms,
  match: asked('query', ['operator', 'type'], (named, value, options, scope) => {
    const isAll = typeof options['operator'] === 'string' && options['operator'].toLowerCase() === 'and';
    const words: Words = options['type'] === 'phrase' ? 'phrase' : 'any';
    const test = valueTest(named, value, words, scope.now);
    if (!isAll || test.kind !== 'words') return test;
    return { kind: 'all', terms: test.phrases.map(phrase => ({ ...test, phrases: [phrase] })) };
  }),
  match_phrase: asked('query', [], (named, value, _options, scope) =>
    valueTest(named, value, 'phrase', scope.now),
  ),
  prefix: asked('value', ['case_insensitive'], (named, value, options) =>
    patternTest(named, [{ literal: String(value) }, '*'], options['case_insensitive'] === true),
  ),
  wildcard: lowerWildcard,
  regexp: lowerRegexp,
  range: lowerRange,
};

/** The field as the clause names it, and inside of a nested one as the object does. */
function nameOf(path: string, { inside = '', schema }: DslScope): NamedField {
  const named = namedField(path, schema);
  if (inside === '') return named;
  const { field, ignoreCase } = named;
  const type = field.type === 'unsupported' ? 'unknown' : field.type;
  return {
    field: { path: field.path.startsWith(inside) ? field.path.slice(inside.length) : field.path, type },
    ignoreCase,
  };
}

function foldedIf(named: NamedField, ignoreCase: Json | undefined): NamedField {
  return ignoreCase === true ? { ...named, ignoreCase: true } : named;
}

interface FieldBody {
  readonly named: NamedField;
  readonly value: Literal;
  readonly options: JsonObject;
  readonly path: DslPath;
}

function asked(
  valueKey: string,
  knownOptions: readonly string[],
  lower: (named: NamedField, value: Literal, options: JsonObject, scope: DslScope) => Predicate,
): Lower {
  return (body, path, scope, problems) => {
    const read = readBody(body, path, [valueKey], knownOptions, scope, problems);
    return read && lower(read.named, read.value, read.options, scope);
  };
}

/** @param valueKeys the names that the value goes by among its options, the usual one first */
function readBody(
  body: Json,
  path: DslPath,
  valueKeys: readonly string[],
  knownOptions: readonly string[],
  scope: DslScope,
  problems: Problems,
): FieldBody | undefined {
  const entry = isJsonObject(body) ? Object.entries(body).filter(([key]) => !HARMLESS.includes(key)) : [];
  const [only, ...others] = entry;
  if (only === undefined || others.length > 0) return problems.wrong(path, 'an object with one field', body);
  const [field, given] = only;
  const at = [...path, field];
  const options = isJsonObject(given) ? given : {};
  const key = valueKeys.find(name => options[name] !== undefined) ?? valueKeys[0] ?? '';
  const value = isJsonObject(given) ? given[key] : given;
  for (const name of Object.keys(options))
    if (name !== key && !knownOptions.includes(name) && !HARMLESS.includes(name))
      problems.unsupported([...at, name], `the option \`${name}\``);
  const valuePath = isJsonObject(given) ? [...at, key] : at;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return problems.wrong(valuePath, 'a text, a number, `true` or `false`', value);
  return { named: nameOf(field, scope), value, options, path: valuePath };
}

function lowerTerms(body: Json, path: DslPath, scope: DslScope, problems: Problems): Predicate | undefined {
  const entries = isJsonObject(body) ? Object.entries(body).filter(([key]) => !HARMLESS.includes(key)) : [];
  const [only, ...others] = entries;
  if (only === undefined || others.length > 0) return problems.wrong(path, 'an object with one field', body);
  const [field, values] = only;
  // What is looked up in another index is an object.
  if (!Array.isArray(values)) return problems.wrong([...path, field], 'a list of values', values);
  const named = nameOf(field, scope);
  const terms = (values as readonly Json[]).map((value, at) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? valueTest(named, value, 'term', scope.now)
      : problems.wrong([...path, field, at], 'a text, a number, `true` or `false`', value),
  );
  return { kind: 'any', terms: terms.filter(term => term !== undefined) };
}

function lowerWildcard(
  body: Json,
  path: DslPath,
  scope: DslScope,
  problems: Problems,
): Predicate | undefined {
  const read = readBody(body, path, ['value', 'wildcard'], ['case_insensitive'], scope, problems);
  if (read === undefined) return undefined;
  return patternTest(
    read.named,
    parseWildcard(String(read.value)),
    read.options['case_insensitive'] === true,
  );
}

function lowerRegexp(body: Json, path: DslPath, scope: DslScope, problems: Problems): Predicate | undefined {
  const known = ['case_insensitive', 'max_determinized_states'];
  const read = readBody(body, path, ['value'], known, scope, problems);
  if (read === undefined) return undefined;
  const { named, options, value } = read;
  const pattern = String(value);
  const problem = luceneRegexProblem(pattern);
  if (problem !== undefined)
    return problems.wrong(read.path, `a regular expression: ${problem.message}`, pattern);
  if (named.field.type === 'text') return problems.unsupported(path, '`regexp` on the words of a text');
  const ignoreCase = named.ignoreCase || options['case_insensitive'] === true;
  return { kind: 'regex', field: named.field, patterns: [pattern], ignoreCase };
}

const BOUNDS: Readonly<Record<string, RangeOperator>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };
/** Formats in which dates are read here. */
const KNOWN_FORMATS =
  /^(?:(?:strict_date_optional_time|epoch_millis|date_optional_time|strict_date_optional_time_nanos)(?:\|\||$))+$/;

function lowerRange(body: Json, path: DslPath, scope: DslScope, problems: Problems): Predicate | undefined {
  const entries = isJsonObject(body) ? Object.entries(body).filter(([key]) => !HARMLESS.includes(key)) : [];
  const [only, ...others] = entries;
  if (only === undefined || others.length > 0) return problems.wrong(path, 'an object with one field', body);
  const [field, bounds] = only;
  const at = [...path, field];
  if (!isJsonObject(bounds)) return problems.wrong(at, 'an object with `gt`, `gte`, `lt` or `lte`', bounds);
  const named = nameOf(field, scope);
  const held: Bound[] = [];
  for (const [key, bound] of Object.entries(bounds)) {
    const op = Object.hasOwn(BOUNDS, key) ? BOUNDS[key] : undefined;
    if (op === undefined) {
      const isKnown =
        HARMLESS.includes(key) ||
        (key === 'format' && typeof bound === 'string' && KNOWN_FORMATS.test(bound));
      if (!isKnown) problems.unsupported([...at, key], `\`${key}\` of \`range\``);
    } else if (typeof bound === 'string' || typeof bound === 'number' || typeof bound === 'boolean') {
      held.push({ op, value: bound });
    } else if (bound !== null) problems.wrong([...at, key], 'a text or a number', bound);
  }
  // Without a bound, every value is in range.
  return held.length === 0 ? existsTest(named, scope.schema) : betweenTest(named.field, held, scope.now);
}
