import { parse as parseToml } from 'smol-toml';
import type { JsonObject } from '../../event/json.ts';
import type { EqlOptions } from '../../lang/eql/index.ts';
import type { QueryResult } from '../query-events.ts';
import { hitsOf, positionOf, searchDocuments } from './search-documents.ts';
import type { ConformanceCase, Outcome, QuerySuite, ReadText } from './suite.ts';
import { suiteDocuments } from './suite-documents.ts';
import { suiteSchema } from './suite-schema.ts';

interface QueryCase {
  readonly name: string;
  readonly query: string;
  /** Ids of the events of all results; -1 is a missing event. A list of lists: any of them is right. */
  readonly expected_event_ids: readonly number[] | readonly (readonly number[])[];
  /** Of all sequences, one after the other. */
  readonly join_keys?: readonly string[];
  readonly size?: number;
  readonly max_samples_per_key?: number;
}

/** The position must not matter where `size` covers every result: each query is run from both ends. */
const POSITIONS = ['head', 'tail'] as const;

export function readQuerySuite(suite: QuerySuite, readText: ReadText): readonly ConformanceCase[] {
  const documents = suiteDocuments(suite, readText);
  const eql: EqlOptions = {
    schema: suiteSchema(suite.types, documents),
    categoryField: suite.category,
    ...(suite.unknownFields === undefined ? {} : { unknownFields: suite.unknownFields }),
    ...(suite.tiebreaker === null ? {} : { tiebreakerField: suite.tiebreaker }),
  };
  // The shape that the README of the suites explains.
  const { queries } = parseToml(readText(suite.file)) as unknown as {
    readonly queries: readonly QueryCase[];
  };
  return queries.map(query => ({
    name: query.name,
    run: () => runQuery(query, suite, documents, eql),
  }));
}

async function runQuery(
  query: QueryCase,
  suite: QuerySuite,
  documents: readonly JsonObject[],
  eql: EqlOptions,
): Promise<Outcome> {
  const maxSamplesPerKey = query.max_samples_per_key;
  const wanted = expectations(query);
  let found = '';
  for (const position of POSITIONS) {
    const results = await searchDocuments(query.query, documents, {
      eql,
      position,
      size: query.size ?? suite.size,
      ...(maxSamplesPerKey === undefined ? {} : { maxSamplesPerKey }),
    });
    const ids = hitsOf(results).map(hit => {
      const at = positionOf(hit);
      return at === undefined ? -1 : documents[at]?.[suite.id];
    });
    found = print(ids, query.join_keys && joinKeysOf(results));
    if (!wanted.includes(found))
      return { passes: false, expected: wanted.join('\nor '), found: `${found} (position ${position})` };
  }
  return { passes: true, expected: wanted.join('\nor '), found };
}

function expectations({ expected_event_ids: ids, join_keys }: QueryCase): readonly string[] {
  const alternatives = Array.isArray(ids[0]) ? ids : [ids];
  return alternatives.map(alternative => print(alternative, join_keys));
}

function joinKeysOf(results: readonly QueryResult[]): readonly string[] {
  return results.flatMap(result => ('join_keys' in result ? result.join_keys.map(String) : []));
}

function print(ids: unknown, joinKeys: readonly string[] | undefined): string {
  return JSON.stringify(joinKeys === undefined ? ids : [ids, joinKeys]);
}
