import { type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { Checked } from '../source/diagnostic.ts';
import type { SourceText } from '../source/source-text.ts';
import { fileTablesOf } from './file-tables.ts';
import { jsonPlaces } from './json-places.ts';
import { type KeyPath, type KeyPlaces, placesWithin } from './key-places.ts';
import { brokenJson } from './messages.ts';
import { readRule } from './read-rule.ts';
import { type Rule, ruleTypes } from './rule.ts';

/** Whether a text begins as a JSON object or a list of them; TOML's `[rule]` and `[[rule.threat]]` do not. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(\{|\[\s*[{\]])/.test(text);
}

/** A rule, or what an export holds beside rules: an exception list or item, a connector. */
export type JsonItem =
  | { readonly kind: 'rule'; readonly rule: Checked<Rule> }
  | { readonly kind: 'other'; readonly value: JsonObject };

/**
 * All that a JSON text holds: one rule, a list, an NDJSON export. No rule and nothing wrong gives no rule among
 * the items.
 *
 * @param text the text of the file from offset `base` on, where the JSON begins
 */
export function loadJsonRules(source: SourceText, text: string, base: number): readonly JsonItem[] {
  const whole = parseJson(text);
  if (whole !== undefined) return itemsIn(source, whole, jsonPlaces(text, base));
  if (!mentionsRules(text)) return [];
  const lines = linesOf(text, base);
  const values = lines.map(line => parseJson(line.text));
  // Several lines of which one is a document of its own: NDJSON. Else one document that is broken.
  if (lines.length < 2 || !values.some(isJsonObject)) return [ruleItem(broken(source, text, base))];
  return lines.flatMap((line, index) => {
    const value = values[index];
    if (value === undefined) return [ruleItem(broken(source, line.text, line.base))];
    return itemsIn(source, value, jsonPlaces(line.text, line.base));
  });
}

function itemsIn(source: SourceText, value: Json, places: KeyPlaces): readonly JsonItem[] {
  if (!Array.isArray(value)) return itemOf(source, value, places, []);
  // Array.isArray loses the element type of a readonly array.
  return (value as readonly Json[]).flatMap((item, index) => itemOf(source, item, places, [index]));
}

function itemOf(source: SourceText, value: Json, places: KeyPlaces, at: KeyPath): readonly JsonItem[] {
  if (!isJsonObject(value)) return [];
  const { attributes, ...around } = value;
  const isEnvelope = value['type'] === 'security-rule' && isJsonObject(attributes);
  const written = isEnvelope ? attributes : value;
  if (!isEnvelope && !isRule(value)) return isSummary(value) ? [] : [{ kind: 'other', value }];
  const prefix = isEnvelope ? [...at, 'attributes'] : at;
  const envelope = isEnvelope ? { around } : {};
  const place = { source, written, places: placesWithin(places, prefix) };
  return [ruleItem(readRule({ format: 'json', ...place, ...fileTablesOf(written), ...envelope }))];
}

function ruleItem(rule: Checked<Rule>): JsonItem {
  return { kind: 'rule', rule };
}

/** The line that closes an export tells how much there is, and nothing that would be lost without it. */
function isSummary(value: JsonObject): boolean {
  return value['exported_count'] !== undefined || value['exported_rules_count'] !== undefined;
}

/** Told by what only rules have, so that one with a faulty type or without an id still counts as a rule. */
function isRule(value: JsonObject): boolean {
  const { rule_id, name, type, risk_score, severity, list_id } = value;
  if (list_id !== undefined) return false;
  if (rule_id !== undefined) return true;
  if (name === undefined) return false;
  return risk_score !== undefined || severity !== undefined || ruleTypes.some(known => known === type);
}

/** For text that cannot be parsed: whether rules were meant. */
function mentionsRules(text: string): boolean {
  return /"(rule_id|risk_score)"\s*:/.test(text) || /"type"\s*:\s*"security-rule"/.test(text);
}

function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse gives a Json by definition.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function linesOf(text: string, base: number): readonly { readonly text: string; readonly base: number }[] {
  return [...text.matchAll(/\S[^\n]*/g)].map(line => ({ text: line[0], base: base + line.index }));
}

function broken(source: SourceText, text: string, base: number): Checked<Rule> {
  const errors: ParseError[] = [];
  try {
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    // Nested deeper than the stack of that parser goes: the first line is named.
  }
  const [first] = errors;
  const start = base + (first?.offset ?? 0);
  const reason = first && REASONS[printParseErrorCode(first.error)];
  const span = { start, end: start + (first?.length ?? 1) };
  return { diagnostics: [brokenJson(source, span, reason ?? 'it is not well formed')] };
}

const REASONS: { readonly [code: string]: string } = {
  InvalidSymbol: 'a word that JSON does not have',
  InvalidNumberFormat: 'a number that is not well formed',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected `:` after the key',
  CommaExpected: 'expected `,` before the next value',
  CloseBraceExpected: 'expected `}`',
  CloseBracketExpected: 'expected `]`',
  EndOfFileExpected: 'expected the end of the text',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'the text is not closed',
  UnexpectedEndOfNumber: 'a number that is not well formed',
  InvalidUnicode: 'expected four hexadecimal digits after `\\u`',
  InvalidEscapeCharacter: 'an escape that JSON does not have',
  InvalidCharacter: 'a control character inside a text',
};
