import { liveRuleTables } from '../../support/live-rule-tables.ts';

export interface CorpusQuery {
  readonly file: string;
  readonly type: string;
  readonly query: string;
}

/** The KQL queries of the live rules in ../shared/data, threat queries included, or none where that folder is absent. */
export function corpusQueries(): readonly CorpusQuery[] {
  return liveRuleTables().flatMap(({ file, rule }) => {
    if (rule['language'] !== 'kuery') return [];
    const type = String(rule['type']);
    return [rule['query'], rule['threat_query']].flatMap(query =>
      typeof query === 'string' ? [{ file, type, query }] : [],
    );
  });
}
