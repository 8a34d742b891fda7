/** Conditions put into the text of a KQL query. */
import { parseKql } from '../../lang/kql/parser.ts';
import { printKql } from '../../lang/kql/printer.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { literalText } from './quoted-text.ts';

/** The value as it stands in a query: bare where that says the same, in quotes else. */
export function kqlValue(value: string): string {
  if (/^[\w.-]+$/.test(value) && !/^(?:and|or|not|null)$/i.test(value)) return value;
  return literalText(value);
}

/** The query with `field: value` besides, or `not field: value`; as it was where it says so already. */
export function withClause(query: string, field: string, value: string, isOut: boolean): string {
  const clause = `${isOut ? 'not ' : ''}${field}: ${kqlValue(value)}`;
  const text = query.trim();
  if (text === '') return clause;
  const { diagnostics, value: tree } = parseKql(sourceText('<query>', text));
  const condition = diagnostics.some(isError) ? undefined : tree?.condition;
  const terms = condition?.kind === 'and' ? condition.terms : condition === undefined ? [] : [condition];
  const said = terms.map(term => printKql({ kind: 'query', condition: term, span: term.span }).trim());
  if (said.includes(printOf(clause))) return query;
  return condition?.kind === 'or' || condition === undefined
    ? `(${text}) and ${clause}`
    : `${text} and ${clause}`;
}

function printOf(clause: string): string {
  const { value } = parseKql(sourceText('<query>', clause));
  return value === undefined ? clause : printKql(value).trim();
}

/** The first thing that is wrong with a query as it stands, in a line; undefined where nothing is. */
export function kqlProblem(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const problem = parseKql(sourceText('<query>', text)).diagnostics.find(isError);
  if (problem === undefined) return undefined;
  const [label] = problem.labels;
  const place = label === undefined ? '' : `at character ${label.span.start + 1}: `;
  return `${place}${problem.message}${problem.help === undefined ? '' : ` (${problem.help})`}`;
}
