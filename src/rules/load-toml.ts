import { parse, TomlDate, TomlError, type TomlValue } from 'smol-toml';
import { nearest } from '../base/did-you-mean.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { Checked, Diagnostic } from '../source/diagnostic.ts';
import type { SourceText } from '../source/source-text.ts';
import { placesWithin } from './key-places.ts';
import { brokenToml, unknownKey, wrongValue } from './messages.ts';
import { readRule } from './read-rule.ts';
import type { Rule } from './rule.ts';
import { tomlTables } from './rule-fields.ts';
import { tomlPlaces } from './toml-places.ts';

/** Whether a text reads like a rule in TOML: it has a `[rule]` table, and not as an example in a Markdown page. */
export function looksLikeTomlRule(text: string): boolean {
  const header = /^ {0,3}(\[{1,2}[ \t]*["']?rule["']?[ \t]*[\].]|["']?rule["']?[ \t]*[.=])/m.exec(text);
  return header !== null && !/^ {0,3}(```|~~~)/m.test(text.slice(0, header.index));
}

/** @param text the text of the file from offset `base` on, where the TOML begins */
export function loadTomlRule(source: SourceText, text: string, base: number): Checked<Rule> {
  let document: JsonObject;
  try {
    document = jsonTableOf(parse(text));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { diagnostics: [syntaxError(source, text, base, error)] };
  }
  const places = tomlPlaces(text, base);
  const { rule: written, metadata, transform, ...around } = document;
  if (!isJsonObject(written))
    return {
      diagnostics: [wrongValue({ source, places }, { path: ['rule'], expected: 'a table', found: written })],
    };
  const read = readRule({
    format: 'toml',
    source,
    written,
    places: placesWithin(places, ['rule']),
    ...(isJsonObject(metadata) && { metadata }),
    ...(isJsonObject(transform) && { transform }),
    ...(Object.keys(around).length > 0 && { around }),
  });
  return { ...read, diagnostics: [...checkTables(), ...read.diagnostics] };

  function checkTables(): readonly Diagnostic[] {
    const tables = Object.keys(tomlTables);
    // `[[tests]]` is a list of tables, which rule-tests.ts reads.
    const strange = Object.keys(around).filter(key => key !== 'tests');
    const unknown = strange.map(key => unknownKey({ source, places }, [key], nearest(key, tables)));
    for (const [table, keys] of Object.entries(tomlTables)) {
      const value = document[table];
      if (value === undefined) continue;
      if (!isJsonObject(value))
        unknown.push(wrongValue({ source, places }, { path: [table], expected: 'a table', found: value }));
      else
        for (const key of Object.keys(value))
          if (!keys.includes(key))
            unknown.push(unknownKey({ source, places }, [table, key], nearest(key, keys)));
    }
    return unknown;
  }
}

function syntaxError(source: SourceText, text: string, base: number, error: TomlError): Diagnostic {
  let lineStart = 0;
  for (let line = 1; line < error.line; line++) lineStart = text.indexOf('\n', lineStart) + 1;
  const at = Math.min(lineStart + error.column - 1, text.length);
  const found = text[at];
  // The parser tells the first line of its message only in prose; the rest is an excerpt.
  const [said = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
  const endsInString = said.startsWith('control characters') && (found === '\n' || found === '\r');
  const reason = endsInString ? 'the text is not closed before its line ends' : said;
  const start = base + at;
  const isVisible = found !== undefined && found !== '\n' && found !== '\r';
  return brokenToml(source, { start, end: isVisible ? start + 1 : start }, reason);
}

/** TOML's dates become the texts they were written as; all other values are JSON already. */
function jsonOf(value: TomlValue): Json {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object') return jsonTableOf(value);
  if (typeof value === 'bigint') return Number(value);
  return value;
}

function jsonTableOf(table: { readonly [key: string]: TomlValue }): JsonObject {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, jsonOf(value)]));
}
