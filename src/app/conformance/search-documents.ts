import type { JsonObject } from '../../event/json.ts';
import type { EventInput } from '../../ingest/event-input.ts';
import { compileEql, type EqlOptions } from '../../lang/eql/index.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { type QueryHit, type QueryOptions, type QueryResult, queryEvents } from '../query-events.ts';

export interface Search extends QueryOptions {
  readonly eql: EqlOptions;
}

/** The query did not compile; the message says why. */
export class Refused extends Error {}

/**
 * Runs a query over documents just as `tripline query` runs it over files: they are read as hits from a stream
 * of bytes, so that reading, filters, the order of events and finishers are the ones that users get. The id of
 * a hit is its position among the documents (`positionOf`).
 */
export async function searchDocuments(
  query: string,
  documents: readonly JsonObject[],
  { eql, ...options }: Search,
): Promise<readonly QueryResult[]> {
  const { value: plan, diagnostics } = compileEql(sourceText('<query>', query), eql);
  const errors = diagnostics.filter(isError);
  if (plan === undefined || errors.length > 0)
    throw new Refused(errors.map(error => `${error.code} ${error.message}`).join('\n'));
  const results: QueryResult[] = [];
  await queryEvents(
    // An input without events would be told as a problem.
    documents.length === 0 ? [] : [hitsInput(documents)],
    plan,
    options,
    result => {
      results.push(result);
    },
    problem => {
      throw new Error(`a document was not read: ${problem.message}`);
    },
  );
  return results;
}

/** The events of all results, one result after the other. */
export function hitsOf(results: readonly QueryResult[]): readonly QueryHit[] {
  return results.flatMap(result => ('events' in result ? result.events : [result]));
}

/** The position of a hit's document; undefined for a missing event. */
export function positionOf(hit: QueryHit): number | undefined {
  return hit.missing === true ? undefined : Number(hit._id);
}

function hitsInput(documents: readonly JsonObject[]): EventInput {
  return {
    name: '<documents>',
    async *bytes() {
      const lines = documents.map(
        (document, at) => `${JSON.stringify({ _index: 'documents', _id: String(at), _source: document })}\n`,
      );
      yield new TextEncoder().encode(lines.join(''));
    },
  };
}
