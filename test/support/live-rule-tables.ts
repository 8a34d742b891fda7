/** The live rules in ../shared/data as their files have them, or none where that folder is absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';

export const RULES = '../shared/data/rules';

export interface LiveRuleTable {
  readonly file: string;
  readonly rule: { readonly [key: string]: unknown };
}

export function liveRuleTables(): readonly LiveRuleTable[] {
  if (!existsSync(RULES)) return [];
  return readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.toml') && !/[\\/]_deprecated[\\/]/.test(file))
    .sort()
    .flatMap(file => {
      const { metadata, rule } = parse(readFileSync(`${RULES}/${file}`, 'utf8'));
      return isTable(metadata) && isTable(rule) && metadata['maturity'] === 'production'
        ? [{ file, rule }]
        : [];
    });
}

function isTable(value: unknown): value is LiveRuleTable['rule'] {
  return typeof value === 'object' && value !== null;
}
