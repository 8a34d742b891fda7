import type { Json, JsonObject } from '../event/json.ts';
import { isJsonObject } from '../event/json.ts';
import { otherTablesOf, withFileTables, withoutFileTables } from './file-tables.ts';
import { withFlatNewTerms, withNewTermsTable } from './new-terms-form.ts';
import type { Rule } from './rule.ts';
import { writeTomlTable } from './write-toml.ts';

/** `ndjson`: a line, as exports have it. */
export type SavedFormat = 'toml' | 'json' | 'ndjson';

/**
 * The rule as a file. What was written is written again and no default is added, so loading the text gives an
 * equal rule. A page is saved as TOML, with the id derived from its name.
 *
 * From TOML to JSON, `[metadata]` and `[transform]` travel in `meta` (file-tables.ts). What TOML has no form for
 * is told by `leftBehind`.
 *
 * @param format as the rule was written, if not given
 */
export function saveRule(rule: Rule, format?: SavedFormat): string {
  const { origin } = rule;
  const target = format ?? (origin.format === 'json' ? 'json' : 'toml');
  if (target === 'json') return `${JSON.stringify(jsonDocument(rule), null, 2)}\n`;
  if (target === 'ndjson') return `${JSON.stringify(jsonDocument(rule))}\n`;
  const isToml = origin.format === 'toml';
  const written = isToml ? origin.written : withNewTermsTable(withoutFileTables(origin.written));
  const tables: readonly (readonly [string[], JsonObject | undefined])[] = [
    [[], isToml ? origin.around : otherTablesOf(origin.written)],
    [['metadata'], origin.metadata],
    [['rule'], written],
    [['transform'], origin.transform],
  ];
  const texts = tables.flatMap(([path, table]) => (table === undefined ? [] : [writeTomlTable(path, table)]));
  return `${texts.join('\n\n')}\n`;
}

/** The rule as one JSON document: what `json` and `ndjson` write. */
export function jsonDocument({ origin }: Rule): JsonObject {
  if (origin.format !== 'json') return withFlatNewTerms(withFileTables(origin));
  return origin.around === undefined ? origin.written : { ...origin.around, attributes: origin.written };
}

/** What a saved rule lacks of the one that was read, in words; nothing where the format has a form for all of it. */
export function leftBehind({ origin }: Rule, format: SavedFormat): readonly string[] {
  if (origin.format !== 'json' || format !== 'toml') return [];
  return [
    ...(hasNull(origin.written) ? ['values that are `null`'] : []),
    ...(origin.around === undefined ? [] : ['the envelope of a packaged rule']),
  ];
}

function hasNull(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasNull);
  return isJsonObject(value) ? Object.values(value).some(hasNull) : value === null;
}
