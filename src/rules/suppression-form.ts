import { parseDurationMs } from '../base/duration.ts';
import { name, oneOf, type Problem, table, textList, wholeNumber } from './field-readers.ts';
import type { Rule } from './rule.ts';

/** Which alerts of a rule are told as one: its `alert_suppression` (rule-format.md §1.4). */
export interface SuppressionForm {
  /** Alerts with equal values of these fields go together. */
  readonly groupBy: readonly string[];
  /** For how long from the first of them on; undefined: those of one run. */
  readonly durationMs?: number;
  /** What becomes of an alert that lacks one of the fields: it goes with others that lack it, or stands alone. */
  readonly missing: 'suppress' | 'doNotSuppress';
}

const MOST_FIELDS = 3;
const unit = oneOf(['s', 'm', 'h'], 'a unit of time');
const strategy = oneOf(['suppress', 'doNotSuppress'], 'what to do with alerts that lack a field');

/** No value where the rule has no suppression, or a wrong one, which the problems tell. */
export function readSuppression({ extra, type }: Rule): {
  readonly value?: SuppressionForm;
  readonly problems: readonly Problem[];
} {
  const at = 'alert_suppression';
  const written = extra[at];
  const problems: Problem[] = [];
  // That it is a table at all was asked when the rule was read.
  const form = written === undefined || written === null ? undefined : table(written, [at], []);
  if (form === undefined) return { problems };
  const { duration, missing_fields_strategy: missing } = form;
  const groupBy =
    type === 'threshold'
      ? thresholdFields(extra['threshold'])
      : (textList(form['group_by'], [at, 'group_by'], problems) ?? []);
  if (type !== 'threshold') {
    if (problems.length === 0 && (groupBy.length === 0 || groupBy.length > MOST_FIELDS))
      problems.push({
        path: [at, 'group_by'],
        expected: `a list of one to ${MOST_FIELDS} fields`,
        found: form['group_by'],
      });
    for (const [index, field] of groupBy.entries()) name(field, [at, 'group_by', index], problems);
  }
  let durationMs: number | undefined;
  if (duration !== undefined && duration !== null) {
    const span = table(duration, [at, 'duration'], problems);
    const value = span && wholeNumber(1)(span['value'], [at, 'duration', 'value'], problems);
    const of = span && unit(span['unit'], [at, 'duration', 'unit'], problems);
    durationMs = value === undefined || of === undefined ? undefined : parseDurationMs(`${value}${of}`);
  }
  const lacking =
    missing === undefined || missing === null
      ? 'suppress'
      : strategy(missing, [at, 'missing_fields_strategy'], problems);
  if (problems.length > 0 || lacking === undefined) return { problems };
  return { value: { groupBy, missing: lacking, ...(durationMs !== undefined && { durationMs }) }, problems };
}

/** The alerts of a threshold rule are of its own groups. */
function thresholdFields(threshold: unknown): readonly string[] {
  const { field } = (threshold ?? {}) as { readonly field?: unknown };
  const fields = Array.isArray(field) ? field : [field];
  return fields.filter(one => typeof one === 'string' && one !== '');
}
