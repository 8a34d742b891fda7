import type { JsonObject } from '../event/json.ts';
import { withFlatNewTerms, withNewTermsTable } from './new-terms-form.ts';
import type { Rule } from './rule.ts';
import { writeTomlTable } from './write-toml.ts';

/**
 * The rule as a file. What was written is written again and no default is added, so loading the text gives an
 * equal rule. A page is saved as TOML, with the id derived from its name.
 *
 * From TOML to JSON `[metadata]` and `[transform]` are left behind, for which JSON has no place; from JSON to
 * TOML, keys that are `null`.
 *
 * @param format as the rule was written, if not given
 */
export function saveRule(rule: Rule, format?: 'toml' | 'json'): string {
  const { origin } = rule;
  const target = format ?? (origin.format === 'json' ? 'json' : 'toml');
  if (target === 'json') return `${JSON.stringify(jsonDocument(rule), null, 2)}\n`;
  const isToml = origin.format === 'toml';
  const written = isToml ? origin.written : withNewTermsTable(origin.written);
  const tables: readonly (readonly [string[], JsonObject | undefined])[] = [
    [[], isToml ? origin.around : undefined],
    [['metadata'], origin.metadata],
    [['rule'], written],
    [['transform'], origin.transform],
  ];
  const texts = tables.flatMap(([path, table]) => (table === undefined ? [] : [writeTomlTable(path, table)]));
  return `${texts.join('\n\n')}\n`;
}

function jsonDocument({ origin }: Rule): JsonObject {
  if (origin.format !== 'json') return withFlatNewTerms(origin.written);
  return origin.around === undefined ? origin.written : { ...origin.around, attributes: origin.written };
}
