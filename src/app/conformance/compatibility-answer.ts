import { ecsSchema } from '../../event/ecs-schema.ts';
import { extendSchema } from '../../event/extend-schema.ts';
import type { JsonObject } from '../../event/json.ts';
import { compileEql, type EqlOptions } from '../../lang/eql/index.ts';
import { isError } from '../../source/diagnostic.ts';
import { placeOf, sourceText } from '../../source/source-text.ts';
import type { QueryResult } from '../query-events.ts';
import type { CompatibilityCase, CompatibilitySettings } from './compatibility-cases.ts';
import { hitsOf, positionOf, searchDocuments } from './search-documents.ts';

/**
 * What comes of a case, as lines: everything that is said about the query (`warning EQL101 at 1:15`), then its
 * results, each as the numbers of its events, `-` for a missing one, after the join keys if there are some
 * (`web-1: 1 3 -`). `none` says that there is no result, and that the query was not refused.
 */
export async function answerOf(test: CompatibilityCase): Promise<readonly string[]> {
  const eql = eqlOptions(test.settings);
  const { diagnostics } = compileEql(sourceText('<query>', test.query), eql);
  const said = diagnostics.map(({ severity, code, labels: [label] }) => {
    const place = label === undefined ? undefined : placeOf(label.source, label.span.start);
    return `${severity} ${code}${place === undefined ? '' : ` at ${place.line}:${place.column}`}`;
  });
  if (diagnostics.some(isError)) return said;
  // A case's events are JSON objects.
  const documents = test.events.map(event => JSON.parse(event) as JsonObject);
  const { size, position = 'tail', maxSamplesPerKey } = test.settings;
  const results = await searchDocuments(test.query, documents, {
    eql,
    position,
    ...(size === undefined ? {} : { size }),
    ...(maxSamplesPerKey === undefined ? {} : { maxSamplesPerKey }),
  });
  return [...said, ...(results.length === 0 ? ['none'] : results.map(printResult))];
}

function eqlOptions({ types, tiebreaker, nulls }: CompatibilitySettings): EqlOptions {
  return {
    ...(types === undefined ? {} : { schema: extendSchema(ecsSchema, types) }),
    ...(tiebreaker === undefined ? {} : { tiebreakerField: tiebreaker }),
    ...(nulls === undefined ? {} : { nulls }),
  };
}

function printResult(result: QueryResult): string {
  const events = hitsOf([result]).map(hit => {
    const at = positionOf(hit);
    return at === undefined ? '-' : String(at + 1);
  });
  const keys = 'join_keys' in result ? result.join_keys.map(String) : [];
  return (keys.length === 0 ? '' : `${keys.join(', ')}: `) + events.join(' ');
}
