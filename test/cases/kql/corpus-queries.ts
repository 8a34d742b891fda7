/** The KQL queries of the live rules in ../shared/data, threat queries included, or none where that folder is absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';

export const RULES = '../shared/data/rules';

export interface CorpusQuery {
  readonly file: string;
  readonly type: string;
  readonly query: string;
}

export function corpusQueries(): readonly CorpusQuery[] {
  if (!existsSync(RULES)) return [];
  return readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.toml') && !/[\\/]_deprecated[\\/]/.test(file))
    .sort()
    .flatMap(file => {
      const { metadata, rule } = parse(readFileSync(`${RULES}/${file}`, 'utf8'));
      if (!isTable(metadata) || !isTable(rule) || metadata['maturity'] !== 'production') return [];
      if (rule['language'] !== 'kuery') return [];
      const type = String(rule['type']);
      return [rule['query'], rule['threat_query']].flatMap(query =>
        typeof query === 'string' ? [{ file, type, query }] : [],
      );
    });
}

function isTable(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
