/** Runs a search over alerts and answers as Elasticsearch does. */
import { alertSchema } from '../../alerts/alert-schema.ts';
import { ALERT_INDEX } from '../../event/alert-index.ts';
import type { RawValue, Slots } from '../../event/field-value.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { FieldType } from '../../event/schema.ts';
import type { Predicate } from '../../plan/predicate.ts';
import type { AlertStore, StoredAlert } from '../../store/alert-store.ts';
import { compareSortValues, sortValue } from '../../store/sort-values.ts';
import { BucketLimit, resultsOf, startAll } from './aggregation-collector.ts';
import type { SearchRequest } from './search-request.ts';
import { fieldShower, sourceShower } from './shown-document.ts';

/** All but how long it took. */
export async function runSearch(
  alerts: AlertStore,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { aggregations, countTo } = request;
  const collectors = startAll(aggregations.named, new BucketLimit());
  let count = 0;
  if (countTo !== false || collectors.size > 0)
    for await (const rows of alerts.values({ filter: request.filter, signal }, aggregations.fields)) {
      count += rows.length;
      // Scalars, and lists of them.
      for (const row of rows as readonly Slots[])
        for (const collector of collectors.values()) collector.take(row);
      if (collectors.size === 0 && countTo !== false && count > countTo) break;
    }
  const found = request.size === 0 ? [] : await foundBy(alerts, request, signal);
  return {
    timed_out: false,
    _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    hits: {
      ...(countTo === false ? {} : { total: totalOf(count, countTo) }),
      max_score: null,
      hits: found.map(shower(request)),
    },
    ...(collectors.size === 0 ? {} : { aggregations: resultsOf(collectors) }),
  };
}

function totalOf(count: number, countTo: number): JsonObject {
  return count > countTo ? { value: countTo, relation: 'gte' } : { value: count, relation: 'eq' };
}

async function foundBy(
  alerts: AlertStore,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<readonly StoredAlert[]> {
  const { after, from, size, sort } = request;
  const found: StoredAlert[] = [];
  if (after === undefined) {
    const query = { filter: request.filter, sort, offset: from, size, signal };
    for await (const batch of alerts.search(query)) found.push(...batch);
    return found;
  }
  const filter: Predicate = { kind: 'all', terms: [request.filter, notBefore(request, after)] };
  const isBehind = behind(request, after);
  for await (const batch of alerts.search({ filter, sort, signal })) {
    found.push(...batch.filter(isBehind));
    if (found.length >= size) break;
  }
  return found.slice(0, size);
}

/** What every hit behind these values passes, and few before them. */
function notBefore({ sort }: SearchRequest, after: readonly Json[]): Predicate {
  const [first] = sort;
  const value = after[0];
  if (first === undefined) return { kind: 'constant', value: true };
  const field = { path: first.field, type: typeOf(first.field) };
  const lacks: Predicate = { kind: 'not', term: { kind: 'exists', field } };
  if (!isScalar(value)) return lacks;
  if (field.type !== 'date' && field.type !== 'double') return { kind: 'constant', value: true };
  return {
    kind: 'any',
    terms: [{ kind: 'range', field, op: first.order === 'asc' ? '>=' : '<=', value }, lacks],
  };
}

function behind({ sort }: SearchRequest, after: readonly Json[]): (alert: StoredAlert) => boolean {
  return ({ document }) => {
    for (const [at, { field, order }] of sort.entries()) {
      const value = after[at];
      const compared = compareSortValues(
        readField(document, field),
        isScalar(value) ? value : undefined,
        order,
        typeOf(field),
      );
      if (compared !== 0) return compared > 0;
    }
    return false;
  };
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return value !== undefined && value !== null && typeof value !== 'object';
}

function typeOf(field: string): FieldType {
  return alertSchema.typeOf(field) ?? 'unknown';
}

function shower({ fields, sort, source }: SearchRequest): (alert: StoredAlert) => JsonObject {
  const sourceOf = sourceShower(source);
  const fieldsOf = fieldShower(fields);
  return ({ document, uuid }) => {
    const shown = sourceOf(document);
    const sorted = sort.map(({ field, order }) =>
      jsonOf(sortValue(readField(document, field), order, typeOf(field))),
    );
    return {
      _index: ALERT_INDEX,
      _id: uuid,
      _score: null,
      ...(shown === undefined ? {} : { _source: shown }),
      ...(fields.length === 0 ? {} : { fields: fieldsOf(document) }),
      ...(sort.length === 0 ? {} : { sort: sorted }),
    };
  };
}

/** Null for an alert that lacks the field; a whole number beyond 2^53 as the text of its digits. */
function jsonOf(value: RawValue | undefined): Json {
  return typeof value === 'bigint' ? String(value) : (value ?? null);
}
