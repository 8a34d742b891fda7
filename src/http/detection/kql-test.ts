/** Filters of requests: KQL over documents that the server makes of what it holds. */
import { compileDocumentFilter } from '../../engine/document-filter.ts';
import type { JsonObject } from '../../event/json.ts';
import type { Schema } from '../../event/schema.ts';
import { compileKqlCondition } from '../../lang/kql/index.ts';
import { sourceText } from '../../source/source-text.ts';
import { diagnosticsAnswer, diagnosticsText, ElasticError } from './elastic-scope.ts';

/**
 * A test of documents; an empty filter accepts all.
 * @throws ElasticError where the filter is wrong, or names a field that is not there: `not` of it would be everything
 */
export function kqlTest(filter: string | undefined, schema: Schema): (document: JsonObject) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const { diagnostics, value } = compileKqlCondition(sourceText('filter', filter), {
    schema,
    unknownFields: 'error',
  });
  if (value === undefined)
    throw new ElasticError(400, diagnosticsText(diagnostics), {
      diagnostics: diagnosticsAnswer(diagnostics),
    });
  return compileDocumentFilter(value);
}
