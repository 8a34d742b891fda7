import { liveRuleTables } from '../../support/live-rule-tables.ts';

export interface CorpusQuery {
  readonly file: string;
  readonly query: string;
}

/** The queries of the live EQL rules in ../shared/data, or none where that folder is absent. */
export function corpusQueries(): readonly CorpusQuery[] {
  return liveRuleTables().flatMap(({ file, rule: { query, type } }) =>
    type === 'eql' && typeof query === 'string' ? [{ file, query }] : [],
  );
}
