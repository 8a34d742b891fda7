import type { Schema } from '../../event/schema.ts';
import type { Report } from '../../source/report.ts';
import type { Expression } from './ast.ts';
import type { FieldCheck } from './check-fields.ts';

/** What the checks of one query share. */
export interface CheckContext {
  readonly schema: Schema;
  readonly report: Report;
  readonly fields: FieldCheck;
  /** Whether `?x` is known to be null for every event: a complete schema does not have it. */
  isAbsent(expression: Expression): boolean;
}

/** The text of a node as the user wrote it. */
export function textOf(context: CheckContext, node: Expression): string {
  return context.report.source.text.slice(node.span.start, node.span.end);
}
