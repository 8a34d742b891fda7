/**
 * Conditions on one value, added to the text of a query in EQL or KQL. What comes out is right by its tree: the text of
 * whoever wrote the query is kept where the parser reads the result as that query and the condition, and is else printed
 * anew. A query with mistakes is left as it is (undefined).
 */
import type { EqlQuery, EventFilter, Term } from '../../lang/eql/ast.ts';
import { parseEql, printEql } from '../../lang/eql/index.ts';
import type { KqlQuery } from '../../lang/kql/ast.ts';
import { parseKql, printKql } from '../../lang/kql/index.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { eqlCondition, eqlEventFilter, kqlCondition, type ValueCondition } from './value-condition.ts';

export type QueryLanguage = 'eql' | 'kql';

/** The query, and nothing but what the condition asks for as well; of a sequence in every step, or in one. */
export function withCondition(
  language: QueryLanguage,
  query: string,
  condition: ValueCondition,
  step?: number,
): string | undefined {
  return language === 'eql' ? withEqlCondition(query, condition, step) : withKqlCondition(query, condition);
}

/** A query for the condition alone. Undefined for a field whose name the language cannot write. */
export function queryOfCondition(language: QueryLanguage, condition: ValueCondition): string | undefined {
  if (language === 'kql') {
    const tree = kqlCondition(condition);
    return tree === undefined
      ? undefined
      : printKql({ kind: 'query', condition: tree, span: NOWHERE }).trim();
  }
  const tree = eqlCondition(condition);
  if (tree === undefined) return undefined;
  return printEql({ kind: 'query', body: eqlEventFilter(tree), pipes: [], span: NOWHERE }).trim();
}

const NOWHERE = { start: 0, end: 0 };

function withKqlCondition(query: string, condition: ValueCondition): string | undefined {
  const tree = readKql(query);
  const added = kqlCondition(condition);
  if (tree === undefined || added === undefined) return undefined;
  const { condition: before } = tree;
  const addedText = printKql({ ...tree, condition: added }).trim();
  if (before === undefined) return addedText;
  const terms = before.kind === 'and' ? before.terms : [before];
  const printed = (term: typeof added): string => printKql({ ...tree, condition: term });
  if (terms.some(term => printed(term) === printed(added))) return query;
  const wanted = printKql({ ...tree, condition: { kind: 'and', terms: [...terms, added], span: NOWHERE } });
  const text = query.trim();
  const candidates = [`${text} and ${addedText}`, `(${text}) and ${addedText}`];
  const isWanted = (candidate: string): boolean => {
    const read = readKql(candidate);
    return read !== undefined && printKql(read) === wanted;
  };
  return candidates.find(isWanted) ?? wanted.trim();
}

function withEqlCondition(
  query: string,
  condition: ValueCondition,
  step: number | undefined,
): string | undefined {
  const tree = readEql(query);
  const added = eqlCondition(condition);
  if (tree === undefined || added === undefined) return undefined;
  const addedText = eqlText(added);
  let text = query;
  let wanted = tree;
  // From the last to the first, so that what stands before keeps its place.
  for (const at of stepsOf(tree, step).toReversed()) {
    const filter = filterAt(tree, at);
    if (filter === undefined) continue;
    const narrowed = narrowedFilter(filter, added);
    if (narrowed === filter) continue;
    wanted = withFilterAt(wanted, at, narrowed);
    const before = text;
    const candidates = candidatesOf(before, filter, addedText);
    const target = wanted;
    text = candidates.find(candidate => isQuery(candidate, target)) ?? '';
    if (text === '') return printEql(everyStepNarrowed(tree, added, step)).trim();
  }
  return text;
}

function everyStepNarrowed(
  tree: EqlQuery,
  added: EventFilter['condition'],
  step: number | undefined,
): EqlQuery {
  let wanted = tree;
  for (const at of stepsOf(tree, step)) {
    const filter = filterAt(tree, at);
    if (filter !== undefined) wanted = withFilterAt(wanted, at, narrowedFilter(filter, added));
  }
  return wanted;
}

/** The text with the condition behind that of the filter, with and without parentheses around what was there. */
function candidatesOf(
  text: string,
  { category, condition, span }: EventFilter,
  added: string,
): readonly string[] {
  const end = text.slice(span.end);
  if (condition.kind === 'boolean' && condition.value)
    return [`${text.slice(0, condition.span.start)}${added}${end}`];
  const where = /\bwhere\b/.exec(text.slice(category.span.end));
  const start = where === null ? condition.span.start : category.span.end + where.index + 'where'.length;
  return [
    `${text.slice(0, span.end)} and ${added}${end}`,
    `${text.slice(0, start)} (${text.slice(start, span.end).trimStart()}) and ${added}${end}`,
  ];
}

function narrowedFilter(filter: EventFilter, added: EventFilter['condition']): EventFilter {
  const { condition } = filter;
  if (condition.kind === 'boolean' && condition.value) return { ...filter, condition: added };
  const terms = condition.kind === 'and' ? condition.terms : [condition];
  if (terms.some(term => eqlText(term) === eqlText(added))) return filter;
  return { ...filter, condition: { kind: 'and', terms: [...terms, added], span: NOWHERE } };
}

function stepsOf({ body }: EqlQuery, step: number | undefined): readonly number[] {
  if (body.kind === 'event-filter') return [0];
  return step === undefined ? body.terms.map((_, at) => at) : [step];
}

function filterAt({ body }: EqlQuery, at: number): EventFilter | undefined {
  return body.kind === 'event-filter' ? body : body.terms[at]?.filter;
}

function withFilterAt(tree: EqlQuery, at: number, filter: EventFilter): EqlQuery {
  const { body } = tree;
  if (body.kind === 'event-filter') return { ...tree, body: filter };
  const terms: readonly Term[] = body.terms.map((term, index) => (index === at ? { ...term, filter } : term));
  return { ...tree, body: { ...body, terms } };
}

/** The condition on one line or several, as the printer has it. */
function eqlText(condition: EventFilter['condition']): string {
  const text = printEql({ kind: 'query', body: eqlEventFilter(condition), pipes: [], span: NOWHERE });
  return text.slice('any where'.length).trim();
}

function isQuery(text: string, wanted: EqlQuery): boolean {
  const read = readEql(text);
  return read !== undefined && printEql(read) === printEql(wanted);
}

function readEql(query: string): EqlQuery | undefined {
  const { diagnostics, value } = parseEql(sourceText('<query>', query));
  return diagnostics.some(isError) ? undefined : value;
}

function readKql(query: string): KqlQuery | undefined {
  const { diagnostics, value } = parseKql(sourceText('<query>', query));
  return diagnostics.some(isError) ? undefined : value;
}
