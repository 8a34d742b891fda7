/** The fields of events and their values, for whoever writes a query. */
import { ask } from './request.ts';

export interface KnownField {
  readonly name: string;
  /** As a mapping has it; `unknown` of fields that are not in ECS. */
  readonly type: string;
  readonly isEcs: boolean;
  /** How many of the sampled events have it. */
  readonly events: number;
  readonly examples: readonly (string | number | boolean)[];
}

export interface KnownFields {
  readonly total: number;
  readonly sampledEvents: number;
  /** Those of recent events first. */
  readonly fields: readonly KnownField[];
}

interface TopValues {
  readonly values: readonly { readonly value: string | number | boolean; readonly count: number }[];
}

/** As long as what was asked is as good as new. */
const FRESH_MS = 60_000;
const MOST_KEPT = 200;
const MOST_VALUES_MS = 1_500;

const kept = new Map<string, { readonly untilMs: number; readonly answer: Promise<unknown> }>();

/** Fields whose names begin with `prefix`, at most 200. */
export function fieldsWith(prefix: string): Promise<KnownFields> {
  return remembered(`fields ${prefix}`, () =>
    ask<KnownFields>('/api/tripline/fields', { query: { prefix, size: 200 } }),
  );
}

/** The most frequent values of the last day that can be counted at once, else the examples of the field. */
export function valuesOf(field: string): Promise<TopValues['values']> {
  return remembered(`values ${field}`, async () => {
    try {
      const { values } = await ask<TopValues>('/api/tripline/events/top-values', {
        body: {
          ...{ language: 'kql', query: '', field, from: 'now-1d', to: 'now', size: 20 },
          timeoutMs: MOST_VALUES_MS,
        },
      });
      if (values.length > 0) return values;
    } catch {
      // Examples are better than nothing, and whoever types wants no error.
    }
    const { fields } = await fieldsWith(field);
    const examples = fields.find(({ name }) => name === field)?.examples ?? [];
    return examples.map(value => ({ value, count: 0 }));
  });
}

function remembered<T>(key: string, answer: () => Promise<T>): Promise<T> {
  const nowMs = Date.now();
  const before = kept.get(key);
  // A key stands for one question, and so for one shape of answer.
  if (before !== undefined && before.untilMs > nowMs) return before.answer as Promise<T>;
  const fresh = answer();
  kept.set(key, { untilMs: nowMs + FRESH_MS, answer: fresh });
  fresh.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return fresh;
}
