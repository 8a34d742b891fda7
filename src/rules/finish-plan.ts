/**
 * The plans of the rule types that are a filter and a way to finish: threshold, new_terms and threat_match. The filter
 * is given; what else the rule says is read here (rule-format.md §1.3), in its own words where it is wrong:
 *
 *     type threshold, from now-9m, interval 5m, threshold { field: ["source.ip"], value: 25 }
 *     ->  25 events of one source.ip within 9 minutes, gathered for 5 more
 *
 * What that means for files, which no schedule reads: docs/design/rest-of-rule-types.md.
 */
import { parseDurationMs } from '../base/duration.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { Schema } from '../event/schema.ts';
import type { FieldRef, Predicate } from '../plan/predicate.ts';
import type { EventOrder, FieldPair, QueryPlan } from '../plan/query.ts';
import type { Checked, Diagnostic } from '../source/diagnostic.ts';
import type { KeyPath } from './key-places.ts';
import { windowOf } from './look-back.ts';
import { missingKey, wrongValue } from './messages.ts';
import { withFlatNewTerms } from './new-terms-form.ts';
import type { Rule } from './rule.ts';
import { extraKeys } from './rule-fields.ts';

/** The filters that a rule comes with. */
export interface FinishFilters {
  readonly events: Predicate;
  /** Of a threat_match rule only. */
  readonly indicators?: Predicate | undefined;
}

export type FinishType = 'threshold' | 'new_terms' | 'threat_match';

export function isFinishType(type: Rule['type']): type is FinishType {
  return type === 'threshold' || type === 'new_terms' || type === 'threat_match';
}

/** The plan, or what is wrong with the settings that it needs. */
export function finishPlan(
  rule: Rule,
  filters: FinishFilters,
  schema: Schema = ecsSchema,
): Checked<QueryPlan> {
  const reading = new Reading(rule, schema);
  const plan = planOf(rule, filters, reading);
  return plan === undefined
    ? { diagnostics: reading.problems }
    : { value: plan, diagnostics: reading.problems };
}

function planOf(
  { type }: Rule,
  { events, indicators }: FinishFilters,
  reading: Reading,
): QueryPlan | undefined {
  switch (type) {
    case 'threshold':
      return thresholdPlan(events, reading);
    case 'new_terms':
      return newTermsPlan(events, reading);
    case 'threat_match':
      if (indicators === undefined)
        throw new Error('a threat_match rule without the filter of its indicators');
      return indicatorsPlan(events, indicators, reading);
    default:
      throw new Error(`a rule of type ${type} has no finisher here`);
  }
}

function thresholdPlan(filter: Predicate, reading: Reading): QueryPlan | undefined {
  const window = reading.window();
  const threshold = reading.required('threshold');
  if (window === undefined || threshold === undefined) return undefined;
  const { cardinality, field, value } = isJsonObject(threshold) ? threshold : {};
  const by = reading.fields(['threshold', 'field'], textsOf(field), 0, 5);
  const least = reading.count(['threshold', 'value'], value);
  // A table where Kibana has a list of them, of which the first counts.
  const [first] = cardinality === undefined || cardinality === null ? [] : [cardinality].flat();
  const distinct = first === undefined ? undefined : reading.distinct(first);
  if (by === undefined || least === undefined || reading.problems.length > 0) return undefined;
  return {
    kind: 'threshold',
    filter,
    by,
    least,
    ...(distinct !== undefined && { distinct }),
    windowMs: window.lengthMs,
    gatherMs: window.intervalMs,
    order: ORDER,
  };
}

function newTermsPlan(filter: Predicate, reading: Reading): QueryPlan | undefined {
  const written = reading.required('new_terms_fields');
  const start = reading.required('history_window_start');
  if (written === undefined || start === undefined) return undefined;
  const terms = reading.fields(['new_terms_fields'], textsOf(written), 1, 3);
  const historyMs = reading.history(start);
  if (terms === undefined || historyMs === undefined) return undefined;
  return { kind: 'new-terms', filter, terms, historyMs, order: ORDER };
}

function indicatorsPlan(filter: Predicate, indicators: Predicate, reading: Reading): QueryPlan | undefined {
  const mapping = reading.required('threat_mapping');
  if (mapping === undefined) return undefined;
  const groups = [mapping].flat().map((group, at) => reading.pairs(group as Json, at));
  if (groups.length === 0) reading.wrong(['threat_mapping'], 'a list of one table or more', mapping);
  if (reading.problems.length > 0) return undefined;
  const indices = textsOf(reading.extra['threat_index']);
  return {
    kind: 'indicators',
    filter,
    indicators: { filter: indicators, ...(indices !== undefined && indices.length > 0 && { indices }) },
    groups,
    order: ORDER,
  };
}

/** By the time of the events, whatever `timestamp_override` says: it only chooses what a run reads. */
const ORDER: EventOrder = { timestamp: { path: '@timestamp', type: 'date' } };

/** Reads the settings of a rule, and collects what is wrong with them. */
class Reading {
  readonly problems: Diagnostic[] = [];
  readonly extra: JsonObject;
  private readonly rule: Rule;
  private readonly schema: Schema;

  constructor(rule: Rule, schema: Schema) {
    this.rule = rule;
    this.extra = withFlatNewTerms(rule.extra);
    this.schema = schema;
  }

  wrong(path: KeyPath, expected: string, found: Json | undefined): undefined {
    this.problems.push(wrongValue(this.rule.origin, { path, expected, found }));
  }

  required(key: string): Json | undefined {
    const value = this.extra[key];
    if (value !== undefined && value !== null) return value;
    this.problems.push(missingKey(this.rule.origin, key, extraKeys[key]?.means ?? ''));
    return undefined;
  }

  window(): { readonly lengthMs: number; readonly intervalMs: number } | undefined {
    const window = windowOf(this.rule);
    if (window !== undefined && window.lengthMs >= 0) return window;
    return this.wrong(['from'], 'a time span before `to`, such as `now-9m`', this.rule.from);
  }

  /** A field of an event, or of an indicator. */
  field(path: string): FieldRef {
    return { path: this.schema.sourceOf?.(path) ?? path, type: this.schema.typeOf(path) ?? 'unknown' };
  }

  fields(
    path: KeyPath,
    names: readonly string[] | undefined,
    least: number,
    most: number,
  ): readonly FieldRef[] | undefined {
    const written = names?.filter(name => name !== '');
    if (written !== undefined && written.length >= least && written.length <= most)
      return [...new Set(written)].map(name => this.field(name));
    return this.wrong(path, `a list of ${least} to ${most} fields`, this.at(path));
  }

  count(path: KeyPath, value: Json | undefined): number | undefined {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
    return this.wrong(path, 'a whole number of 1 or more', value);
  }

  distinct(cardinality: Json): { readonly field: FieldRef; readonly least: number } | undefined {
    const { field, value } = isJsonObject(cardinality) ? cardinality : {};
    const path: KeyPath = ['threshold', 'cardinality', 0];
    if (typeof field !== 'string' || field === '') return this.wrong([...path, 'field'], 'a field', field);
    const least = this.count([...path, 'value'], value);
    return least === undefined ? undefined : { field: this.field(field), least };
  }

  history(start: Json): number | undefined {
    const [, amount, unit] = (typeof start === 'string' && /^now-(\d+)([smhdw])$/.exec(start)) || [];
    const ms = parseDurationMs(unit === 'w' ? `${7 * Number(amount)}d` : `${amount}${unit}`);
    return ms ?? this.wrong(['history_window_start'], 'a time span before now, such as `now-7d`', start);
  }

  /** One group of a mapping. */
  pairs(group: Json, at: number): readonly FieldPair[] {
    const path: KeyPath = ['threat_mapping', at, 'entries'];
    const entries = isJsonObject(group) && Array.isArray(group['entries']) ? group['entries'] : [];
    const pairs = (entries as readonly Json[]).flatMap((entry, position): FieldPair[] => {
      const { field, negate, value } = isJsonObject(entry) ? entry : {};
      if (typeof field === 'string' && typeof value === 'string')
        return [
          { event: this.eventField(field, value), indicator: this.field(value), negate: negate === true },
        ];
      this.wrong([...path, position], 'a table with the texts `field` and `value`', entry);
      return [];
    });
    if (this.problems.length === 0 && !pairs.some(({ negate }) => !negate))
      this.wrong(path, 'a list with an entry that is not negated', entries as Json);
    return pairs;
  }

  /** What nobody knows of the event's field the indicator's may tell. */
  private eventField(path: string, indicator: string): FieldRef {
    const { path: source, type } = this.field(path);
    return { path: source, type: type === 'unknown' ? this.field(indicator).type : type };
  }

  private at(path: KeyPath): Json | undefined {
    let value: Json | undefined = this.extra;
    for (const key of path) value = isJsonObject(value) ? value[key] : undefined;
    return value;
  }
}

/** A text or a list of texts; a missing one is an empty list. */
function textsOf(value: Json | undefined): readonly string[] | undefined {
  const list: readonly unknown[] = value === undefined || value === null ? [] : [value].flat();
  return list.every(item => typeof item === 'string') ? (list as readonly string[]) : undefined;
}
