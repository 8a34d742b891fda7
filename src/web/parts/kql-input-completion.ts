/** What could stand at the caret of a KQL query: fields, values of the field before it, or how it could go on. */
import { Lexer } from '../../lang/kql/lexer.ts';
import type { Token } from '../../lang/kql/token.ts';
import { Report } from '../../source/report.ts';
import { sourceText } from '../../source/source-text.ts';
import { kqlValue } from './kql-clause.ts';

export interface FieldHint {
  readonly name: string;
  /** Its type, or what it means. */
  readonly about: string;
  readonly examples: readonly string[];
}

export interface Completion {
  readonly kind: 'field' | 'value' | 'word';
  /** What is shown, and what was typed of it. */
  readonly label: string;
  readonly about: string;
  /** What takes the place of `start` to the caret. */
  readonly insert: string;
  readonly start: number;
}

const MOST = 12;

/**
 * @param caret an offset in the text; what stands behind it is left as it is
 * @param valuesOf values that the field has, the most frequent first
 */
export function kqlCompletions(
  text: string,
  caret: number,
  fields: readonly FieldHint[],
  valuesOf: (field: string) => readonly string[],
): readonly Completion[] {
  const { before, start, typed } = placeOf(text.slice(0, caret));
  const field = fieldBefore(before);
  if (field !== undefined) return valueCompletions(valuesOf(field), typed, start);
  const last = before.at(-1);
  const endsClause = last !== undefined && (last.kind === ')' || last.kind === '}' || isText(last));
  if (!endsClause) return fieldCompletions(fields, typed, start);
  return ['and', 'or']
    .filter(word => word.startsWith(typed.toLowerCase()))
    .map(word => ({ kind: 'word', label: word, about: '', insert: `${word} `, start }));
}

/** The whole text with the completion in it, and where the caret stands then. */
export function completed(
  text: string,
  caret: number,
  { insert, start }: Completion,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(caret).replace(/^[^\s()]+/, '');
  const head = text.slice(0, start) + insert;
  return { text: head + (insert.endsWith(' ') ? rest.replace(/^ +/, '') : rest), caret: head.length };
}

interface Place {
  /** Tokens before the word at the caret. */
  readonly before: readonly Token[];
  /** The word at the caret as far as it is typed, without its quote. */
  readonly typed: string;
  readonly start: number;
}

function placeOf(text: string): Place {
  const lexer = new Lexer(text, new Report(sourceText('<query>', text)));
  const tokens: Token[] = [];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) tokens.push(token);
  const last = tokens.at(-1);
  const isOpenString = last?.kind === 'string' && !/^"(?:[^"\\]|\\.)*"$/s.test(text.slice(last.span.start));
  const isAtWord = last !== undefined && last.span.end === text.length && /[^\s:<>=(){}]$/.test(text);
  if (last === undefined || !(isOpenString || (isAtWord && last.kind !== 'string')))
    return { before: tokens, typed: '', start: text.length };
  const typed = last.kind === 'string' ? last.value : text.slice(last.span.start);
  return { before: tokens.slice(0, -1), typed, start: last.span.start };
}

function isText(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'string';
}

/** Of which field a value is to come: the one of `field:`, of `field >`, or of the parentheses after `field:`. */
function fieldBefore(tokens: readonly Token[]): string | undefined {
  let at = tokens.length - 1;
  const last = tokens[at];
  if (last === undefined) return undefined;
  if (last.kind === '(' || last.kind === 'and' || last.kind === 'or' || last.kind === 'not') {
    let depth = 0;
    for (; at >= 0; at--) {
      const kind = tokens[at]?.kind;
      if (kind === ')') depth += 1;
      if (kind === ':' && depth === 0) return undefined;
      if (kind === '(' && depth === 0) {
        if (tokens[at - 1]?.kind === ':') return nameOf(tokens[at - 2]);
      } else if (kind === '(') depth -= 1;
    }
    return undefined;
  }
  return [':', '<', '<=', '>', '>='].includes(last.kind) ? nameOf(tokens[at - 1]) : undefined;
}

function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return token.pieces.join('*');
  return token?.kind === 'string' ? token.value : undefined;
}

/** Those that begin so first, then those of which a part begins so, then those that hold it. */
function fieldCompletions(fields: readonly FieldHint[], typed: string, start: number): readonly Completion[] {
  const wanted = typed.toLowerCase();
  const rankOf = (name: string): number => {
    const lower = name.toLowerCase();
    if (lower.startsWith(wanted)) return 0;
    if (lower.includes(`.${wanted}`)) return 1;
    return lower.includes(wanted) ? 2 : 3;
  };
  return fields
    .map((field, at) => ({ field, at, rank: rankOf(field.name) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, MOST)
    .map(({ field: { about, name } }) => ({
      kind: 'field',
      label: name,
      about,
      insert: `${name}: `,
      start,
    }));
}

function valueCompletions(values: readonly string[], typed: string, start: number): readonly Completion[] {
  const wanted = typed.toLowerCase();
  return values
    .filter(value => value !== '' && value.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.toLowerCase().startsWith(wanted)) - Number(a.toLowerCase().startsWith(wanted)))
    .slice(0, MOST)
    .map(value => ({ kind: 'value', label: value, about: '', insert: `${kqlValue(value)} `, start }));
}
