/**
 * Reads calls of functions on literals (`between("a b", "a", null, true)`), as the examples of functions and
 * Elasticsearch's folding tests write them. With it those run before and without any query language.
 */
import type { FieldType } from '../../src/event/schema.ts';
import type { Expr, Literal } from '../../src/plan/predicate.ts';

const TOKEN = /\s*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?)|(?<word>\w+~?)|(?<mark>[(),]))/y;

/** Throws where the text is anything else. */
export function readCall(text: string): Expr {
  let at = 0;
  const next = (): Readonly<Partial<Record<string, string>>> => {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found?.groups === undefined) throw new Error(`cannot read ${text} from ${at}`);
    at = TOKEN.lastIndex;
    return found.groups;
  };
  const expression = (): Expr => {
    const { text: quoted, number, word } = next();
    if (quoted !== undefined) return literal(unescaped(quoted.slice(1, -1)), 'keyword');
    if (number !== undefined) return numberLiteral(number);
    if (word === 'null') return literal(null, 'unknown');
    if (word === 'true' || word === 'false') return literal(word === 'true', 'boolean');
    if (word === undefined || next()['mark'] !== '(') throw new Error(`expected a call in ${text}`);
    const args: Expr[] = [];
    if (text[at] === ')') at++;
    else {
      let mark: string | undefined;
      do {
        args.push(expression());
        mark = next()['mark'];
      } while (mark === ',');
      if (mark !== ')') throw new Error(`expected ) in ${text}`);
    }
    return { kind: 'call', name: word.replace('~', ''), ignoreCase: word.endsWith('~'), args };
  };
  const whole = expression();
  if (at !== text.length) throw new Error(`${text} goes on after ${at}`);
  return whole;
}

function literal(value: Literal | null, type: FieldType): Expr {
  return { kind: 'literal', value, type };
}

function numberLiteral(text: string): Expr {
  const number = Number(text);
  if (!Number.isInteger(number)) return literal(number, 'double');
  return literal(Number.isSafeInteger(number) ? number : BigInt(text), 'long');
}

function unescaped(text: string): string {
  return text.replace(/\\u\{([0-9a-f]+)\}|\\(.)/g, (_, hex: string | undefined, character: string) =>
    hex === undefined ? character : String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
