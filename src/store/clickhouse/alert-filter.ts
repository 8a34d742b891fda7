/** Who decides whether an alert passes: SQL, or the plain evaluator on columns or documents. */
import type { AlertDocument } from '../../alerts/alert-document.ts';
import { compilePredicate } from '../../engine/compile-predicate.ts';
import { compileDocumentFilter } from '../../engine/document-filter.ts';
import type { RawValue } from '../../event/field-value.ts';
import type { Json } from '../../event/json.ts';
import { fieldsOf } from '../../plan/fields-read.ts';
import type { Predicate } from '../../plan/predicate.ts';
import { simplify } from '../../plan/simplify.ts';
import { type AlertColumn, columnOf } from './alert-columns.ts';
import { isDecided, translateCondition } from './alert-conditions.ts';
import { conditionSql } from './pushdown/condition.ts';

/** Of those that SQL lets through by `where`. */
export type AlertFilter =
  | { readonly kind: 'sql'; readonly where: string }
  | {
      readonly kind: 'columns';
      readonly where: string;
      readonly columns: readonly AlertColumn[];
      /** By position of the columns. */
      readonly accepts: (values: readonly (Json | undefined)[]) => boolean;
      /** For an alert that the columns do not tell of as it is. */
      readonly acceptsDocument: (document: AlertDocument) => boolean;
    }
  | {
      readonly kind: 'documents';
      readonly where: string;
      readonly accepts: (document: AlertDocument) => boolean;
    };

export function filterOf(filter: Predicate | undefined): AlertFilter {
  if (filter === undefined) return { kind: 'sql', where: '1' };
  const bounds = translateCondition(filter);
  const where = conditionSql(bounds.upper);
  if (isDecided(bounds)) return { kind: 'sql', where };
  const acceptsDocument = compileDocumentFilter(filter);
  const fields = [...fieldsOf(simplify(filter))];
  const paths = [...new Set(fields.map(({ path }) => path))];
  const columns = paths.map(columnOf).filter(column => column !== undefined);
  if (fields.some(({ gathers }) => gathers !== undefined) || columns.length < paths.length)
    return { kind: 'documents', where, accepts: acceptsDocument };
  const accepts = compilePredicate(filter, ({ path }) => paths.indexOf(path));
  return {
    kind: 'columns',
    where,
    columns,
    // Scalars, and lists of them.
    accepts: values => accepts(values as readonly (RawValue | readonly RawValue[] | undefined)[]),
    acceptsDocument,
  };
}
