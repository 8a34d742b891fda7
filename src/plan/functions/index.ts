/**
 * The functions of the query languages. Each stands in its own file as one declaration (name, parameters,
 * meaning, doc, examples), and everything that knows functions is derived from it: the checker its arity and
 * type errors, the folding and the engine the value, the reference and the editor the text, the tests their
 * cases (every example runs). To add a function, write its file and name it in this list.
 *
 * A function is a pure map from values to a value: it must not know fields, events or syntax. It never
 * throws; what has no answer is null. The meanings are those of Elasticsearch's EQL functions, and where its
 * docs and its behaviour differ, its behaviour.
 */
import { add } from './add.ts';
import { between } from './between.ts';
import { cidrMatch } from './cidr-match.ts';
import { concat } from './concat.ts';
import { divide } from './divide.ts';
import { endsWith } from './ends-with.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { indexOf } from './index-of.ts';
import { length } from './length.ts';
import { modulo } from './modulo.ts';
import { multiply } from './multiply.ts';
import { number } from './number.ts';
import { startsWith } from './starts-with.ts';
import { string } from './string.ts';
import { stringContains } from './string-contains.ts';
import { substring } from './substring.ts';
import { subtract } from './subtract.ts';
import { wildcard } from './wildcard.ts';

export const functions: readonly FunctionDefinition[] = [
  add,
  between,
  cidrMatch,
  concat,
  divide,
  endsWith,
  indexOf,
  length,
  modulo,
  multiply,
  number,
  startsWith,
  string,
  stringContains,
  substring,
  subtract,
  wildcard,
];

const byName = new Map(functions.map(definition => [definition.name.toLowerCase(), definition]));

/** The function of that name, spelt in any case and without `~`. */
export function findFunction(name: string): FunctionDefinition | undefined {
  return byName.get(name.toLowerCase());
}
