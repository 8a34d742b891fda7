/**
 * What the grammar cannot say: names of fields, and values that their types do not have. It runs on the recovered
 * tree too, so that a slip of the pen does not hide the others; holes are passed over.
 *
 * What can never be meant is an error (a wildcard over numbers), what merely never matches a warning, as in EQL.
 */
import { unreachable } from '../../base/unreachable.ts';
import { isReckonedFromNow } from '../../event/date-math.ts';
import type { FieldType, Schema } from '../../event/schema.ts';
import { isObject, namedField } from '../../plan/index-tests.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { Report } from '../../source/report.ts';
import type { SourceText } from '../../source/source-text.ts';
import {
  type Expression,
  hasWildcard,
  isAnything,
  type KqlQuery,
  type Literal,
  type Range,
  textOf,
  type Values,
} from './ast.ts';
import { FieldCheck } from './check-fields.ts';
import { checkBound, checkValue } from './check-values.ts';
import * as messages from './messages.ts';
import { type KqlOptions, schemaOf } from './options.ts';

/** What the checks of one query share. */
interface Context {
  readonly schema: Schema;
  readonly report: Report;
  readonly fields: FieldCheck;
  /** The objects that a condition stands inside of: what its names begin with, dot and all; empty outside. */
  readonly inside: string;
}

/** All there is to say about a query that was read from `source`, in the order of the text. */
export function checkKql(
  query: KqlQuery,
  source: SourceText,
  options: KqlOptions = {},
): readonly Diagnostic[] {
  const report = new Report(source);
  const fields = new FieldCheck(options, report);
  if (query.condition !== undefined)
    checkExpression({ schema: schemaOf(options), report, fields, inside: '' }, query.condition);
  fields.finish();
  return report.diagnostics();
}

function checkExpression(context: Context, node: Expression): void {
  switch (node.kind) {
    case 'and':
    case 'or':
      for (const term of node.terms) checkExpression(context, term);
      return;
    case 'not':
      checkExpression(context, node.operand);
      return;
    case 'match':
      if (node.field === undefined) checkFreeText(context, node.values);
      else checkValues(context, node.field, typeOf(context, node.field), node.values);
      return;
    case 'range':
      checkRange(context, node);
      return;
    case 'nested':
      context.fields.use(node.field, context.inside);
      checkExpression({ ...context, inside: `${context.inside}${textOf(node.field)}.` }, node.condition);
      return;
    case 'hole':
      return;
    default:
      unreachable(node);
  }
}

/** The type that values of the field are checked by; what several fields or objects hold is not known. */
function typeOf(context: Context, field: Literal): FieldType {
  context.fields.use(field, context.inside);
  if (hasWildcard(field)) return 'unknown';
  const named = namedField(`${context.inside}${textOf(field)}`, context.schema);
  // What stands in a nested field is no field of the schema, but may well be asked inside of it.
  if (context.inside !== '' && named.field.type === 'unsupported') return 'unknown';
  return isObject(named, context.schema) ? 'unsupported' : named.field.type;
}

function checkFreeText({ report }: Context, values: Values): void {
  if (values.kind === 'literal' && !isAnything(values))
    report.add(messages.freeText(textOf(values)), values.span);
}

function checkValues(context: Context, field: Literal, type: FieldType, values: Values): void {
  switch (values.kind) {
    case 'literal': {
      const finding = checkValue(textOf(field), type, values);
      if (finding !== undefined) context.report.add(finding, values.span);
      if (context.inside !== '') refuseReckoned(context, type, values);
      return;
    }
    case 'and':
    case 'or':
      for (const term of values.terms) checkValues(context, field, type, term);
      return;
    case 'not':
      checkValues(context, field, type, values.operand);
      return;
    case 'hole':
      return;
    default:
      unreachable(values);
  }
}

function checkRange(context: Context, { field, value }: Range): void {
  const type = typeOf(context, field);
  const finding = checkBound(textOf(field), type, value);
  if (finding !== undefined) context.report.add(finding, value.span);
  if (context.inside !== '') refuseReckoned(context, type, value);
}

function refuseReckoned({ report }: Context, type: FieldType, value: Literal): void {
  if ((type === 'date' || type === 'date_nanos') && isReckonedFromNow(textOf(value)))
    report.add(messages.reckonedInNested(textOf(value)), value.span);
}
