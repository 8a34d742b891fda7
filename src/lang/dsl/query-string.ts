/**
 * The simple part of the `query_string` clause:
 *
 *     query  = term { [ "AND" | "OR" | "&&" | "||" ] term }
 *     term   = [ "NOT" | "!" | "-" | "+" ] ( "(" query ")" | [ field ":" ] value )
 *     value  = word | "\"" text "\"" | ( ">" | ">=" | "<" | "<=" ) word | "(" query ")"
 *            | ( "[" | "{" ) word "TO" word ( "]" | "}" )
 *
 * `AND` binds closer than `OR`, as people read it. A word may have `*` and `?` in it, `_exists_:field` and `field:*` ask
 * whether a field is there, a backslash takes a sign as itself. What Lucene has beyond that (`~`, `^`, `/…/`) is a
 * problem.
 */
import {
  betweenTest,
  existsTest,
  namedField,
  patternTest,
  patternTestOfNames,
  valueTest,
  valueTestOfNames,
} from '../../plan/index-tests.ts';
import type { Bound, Predicate } from '../../plan/predicate.ts';
import type { DslScope } from './clauses.ts';
import { parseWildcard } from './parse-wildcard.ts';
import type { DslPath, Problems } from './problems.ts';

export interface QueryStringOptions {
  readonly scope: DslScope;
  /** Where a value without a field is looked for; `*` is every field. */
  readonly fields: readonly string[];
  /** Whether terms side by side must all hold, or one of them. */
  readonly isAnd: boolean;
}

export function lowerQueryString(
  text: string,
  options: QueryStringOptions,
  path: DslPath,
  problems: Problems,
): Predicate | undefined {
  if (text.length > LONGEST) return problems.unsupported(path, `a query of more than ${LONGEST} letters`);
  const reader = new QueryReader(text, options);
  const value = reader.readAll();
  return value ?? problems.wrong(path, reader.expected, text);
}

const LONGEST = 10_000;
/** Each is looked for in all fields that are meant, which may be hundreds. */
const MOST_VALUES = 200;
const DEEPEST = 50;

interface Token {
  readonly kind: 'word' | 'quoted' | 'sign';
  /** Of a word as it is written, backslashes and all. */
  readonly text: string;
  /** Whether nothing stands between it and the token before. */
  readonly isJoined: boolean;
}

const TOKEN =
  /(?<quoted>"(?:[^"\\]|\\.)*")|(?<sign>&&|\|\||>=|<=|[()[\]{}<>!:])|(?<word>(?:[^\s"()[\]{}<>:\\]|\\.)+)|(?<other>\S)/gsu;

class QueryReader {
  /** What should have stood where it did not. */
  expected = 'a query';
  readonly #tokens: readonly Token[];
  readonly #options: QueryStringOptions;
  #at = 0;
  #depth = 0;
  #values = 0;

  constructor(text: string, options: QueryStringOptions) {
    this.#options = options;
    let end = -1;
    this.#tokens = [...text.matchAll(TOKEN)].map(found => {
      const { quoted, word } = found.groups ?? {};
      const isJoined = found.index === end;
      end = found.index + found[0].length;
      const kind = quoted !== undefined ? 'quoted' : word !== undefined ? 'word' : 'sign';
      return { kind, text: found[0], isJoined };
    });
  }

  readAll(): Predicate | undefined {
    if (this.#tokens.length === 0) return { kind: 'constant', value: false };
    const query = this.#readQuery(this.#options.fields);
    const rest = this.#tokens[this.#at];
    if (query === undefined || rest === undefined) return query;
    return this.#expect(`a query without the \`${rest.text}\` that opens nothing`);
  }

  #readQuery(fields: readonly string[]): Predicate | undefined {
    if (++this.#depth > DEEPEST) return this.#expect('a query of fewer parentheses');
    const alternatives: Predicate[][] = [];
    const never: Predicate[] = [];
    let isOwn = true;
    for (;;) {
      const term = this.#readTerm(fields);
      if (term === undefined) return undefined;
      const isBound = this.#takeAny('AND', '&&');
      const isOr = !isBound && this.#takeAny('OR', '||');
      // `a NOT b`: where no word joins them, what must not hold must not hold whatever else does.
      if (term.kind === 'not' && isOwn && !isBound && !isOr) never.push(term);
      else if (isOwn && (alternatives.length === 0 || !this.#options.isAnd)) alternatives.push([term]);
      else alternatives.at(-1)?.push(term);
      const token = this.#tokens[this.#at];
      if (!isBound && !isOr && (token === undefined || (token.kind === 'sign' && CLOSING.has(token.text))))
        break;
      isOwn = !isBound && !isOr;
      if (isOr) alternatives.push([]);
    }
    this.#depth--;
    const rest: Predicate[] = alternatives.length === 0 ? [] : [anyOf(alternatives)];
    return { kind: 'all', terms: [...rest, ...never] };
  }

  #readTerm(fields: readonly string[]): Predicate | undefined {
    if (this.#takeAny('NOT', '!')) {
      const term = this.#readTerm(fields);
      return term && { kind: 'not', term };
    }
    if (this.#takeAny('(')) {
      const query = this.#readQuery(fields);
      if (query === undefined) return undefined;
      return this.#takeAny(')') ? query : this.#expect('a query that closes each `(` by a `)`');
    }
    const [token, colon] = [this.#tokens[this.#at], this.#tokens[this.#at + 1]];
    if (token?.kind === 'word' && colon?.text === ':' && colon.isJoined) {
      this.#at += 2;
      const field = unescaped(token.text);
      if (field === '_exists_') return this.#readExists();
      return this.#takeAny('(') ? this.#readGroup(field) : this.#readValue([field]);
    }
    return this.#readValue(fields);
  }

  #readGroup(field: string): Predicate | undefined {
    const query = this.#readQuery([field]);
    if (query === undefined) return undefined;
    return this.#takeAny(')') ? query : this.#expect('a query that closes each `(` by a `)`');
  }

  #readExists(): Predicate | undefined {
    const word = this.#takeWord();
    if (word === undefined) return this.#expect('a query with the name of a field after `_exists_:`');
    return this.#existence(unescaped(word));
  }

  #readValue(fields: readonly string[]): Predicate | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'quoted') {
      this.#at++;
      return this.#ofFields(fields, field => this.#equals(field, unescaped(token.text.slice(1, -1))));
    }
    if (token?.kind === 'sign') return this.#readRange(fields);
    const word = this.#takeWord();
    if (word === undefined) return this.#expect('a query with a value at its end');
    if (/^[+-]./.test(word)) return this.#signed(word, fields);
    if (/(?<!\\)[~^]/.test(word) || word.startsWith('/') || OPERATORS.has(word))
      return this.#expect(`a query with another value than \`${word}\``);
    if (word === '*') return this.#ofFields(fields, field => this.#existence(field));
    if (!/(?<!\\)[*?]/.test(word))
      return this.#ofFields(fields, field => this.#equals(field, unescaped(word)));
    const parts = parseWildcard(word);
    return this.#ofFields(fields, field =>
      /[*?]/.test(field)
        ? patternTestOfNames(field, parts, [parts], this.#options.scope.schema)
        : patternTest(namedField(field, this.#options.scope.schema), parts, false),
    );
  }

  /** `-word` must not hold; `+word` must, which here every word of `AND` does. */
  #signed(word: string, fields: readonly string[]): Predicate | undefined {
    if (word.startsWith('+') && !this.#options.isAnd)
      return this.#expect('a query that says `AND` where it means `+`');
    const value = unescaped(word.slice(1));
    const term = this.#ofFields(fields, field => this.#equals(field, value));
    return term === undefined || word.startsWith('+') ? term : { kind: 'not', term };
  }

  #readRange(fields: readonly string[]): Predicate | undefined {
    const bounds = this.#readBounds();
    if (bounds === undefined) return undefined;
    if (fields.some(field => /[*?]/.test(field)))
      return this.#expect('a query that names the field of a range');
    const { now, schema } = this.#options.scope;
    return this.#ofFields(fields, field =>
      bounds.length === 0
        ? this.#existence(field)
        : betweenTest(namedField(field, schema).field, bounds, now),
    );
  }

  #readBounds(): readonly Bound[] | undefined {
    for (const op of ['>=', '<=', '>', '<'] as const) {
      if (!this.#takeAny(op)) continue;
      const word = this.#takeWord();
      return word === undefined
        ? this.#expect(`a query with a value after \`${op}\``)
        : [{ op, value: unescaped(word) }];
    }
    const isOpen = this.#takeAny('{');
    if (!isOpen && !this.#takeAny('['))
      return this.#expect(`a query without \`${this.#tokens[this.#at]?.text}\` where a value should stand`);
    const [from, isTo, to] = [this.#takeWord(), this.#takeAny('TO'), this.#takeWord()];
    const isOpenEnd = this.#takeAny('}');
    if (from === undefined || !isTo || to === undefined || (!isOpenEnd && !this.#takeAny(']')))
      return this.#expect('a query with ranges like `[1 TO 5]`');
    const bounds: Bound[] = [];
    if (from !== '*') bounds.push({ op: isOpen ? '>' : '>=', value: unescaped(from) });
    if (to !== '*') bounds.push({ op: isOpenEnd ? '<' : '<=', value: unescaped(to) });
    return bounds;
  }

  #existence(field: string): Predicate {
    if (field === '*') return { kind: 'constant', value: true };
    return existsTest(namedField(field, this.#options.scope.schema), this.#options.scope.schema);
  }

  #equals(field: string, value: string): Predicate {
    const { now, schema } = this.#options.scope;
    if (/[*?]/.test(field)) return valueTestOfNames(field, value, 'phrase', schema);
    return valueTest(namedField(field, schema), value, 'phrase', now);
  }

  #ofFields(fields: readonly string[], test: (field: string) => Predicate): Predicate | undefined {
    if (++this.#values > MOST_VALUES) return this.#expect(`a query of at most ${MOST_VALUES} values`);
    return { kind: 'any', terms: fields.map(test) };
  }

  #takeWord(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') return undefined;
    this.#at++;
    // A time has colons in it, a name does not: what follows joined belongs to the word.
    let text = token.text;
    while (this.#tokens[this.#at]?.text === ':' && this.#tokens[this.#at]?.isJoined) {
      const next = this.#tokens[this.#at + 1];
      if (next?.kind !== 'word' || !next.isJoined) break;
      text += `:${next.text}`;
      this.#at += 2;
    }
    return text;
  }

  #takeAny(...texts: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'quoted' || !texts.includes(token.text)) return false;
    this.#at++;
    return true;
  }

  #expect(what: string): undefined {
    this.expected = what;
  }
}

function anyOf(alternatives: readonly (readonly Predicate[])[]): Predicate {
  return { kind: 'any', terms: alternatives.map(terms => ({ kind: 'all', terms })) };
}

const CLOSING: ReadonlySet<string> = new Set([')', ']', '}']);
const OPERATORS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'TO', '&&', '||']);

function unescaped(word: string): string {
  return word.replaceAll(/\\(.)/gsu, '$1');
}
