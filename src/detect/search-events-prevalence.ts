/** How common a value is: when it was seen first and last, and on how many hosts and by how many users. */
import { compileDocumentFilter } from '../engine/document-filter.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { EventStore } from '../store/event-store.ts';
import { EventReading, type ReadingOptions, type Searched } from './search-events-reading.ts';

export interface Prevalence {
  readonly events: number;
  /** Undefined: never, as far as was searched, or without a time. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** Different ones, up to `MOST_COUNTED`. */
  readonly hosts: number;
  readonly users: number;
  readonly isPartial: boolean;
  readonly searched: Searched;
}

/** Hosts, and users: who has more does not count them by hand. */
const MOST_COUNTED = 100_000;

/** Of events that have the value, whatever its case. */
export async function prevalenceOf(
  store: EventStore,
  field: string,
  value: string | number | boolean,
  options: Omit<ReadingOptions, 'order'>,
): Promise<Prevalence> {
  const type = ecsSchema.typeOf(field) ?? 'unknown';
  const filter: Predicate = {
    ...{ kind: 'equals', field: { path: ecsSchema.sourceOf?.(field) ?? field, type } },
    ...{ values: [value], ignoreCase: typeof value === 'string' },
  };
  const accepts = compileDocumentFilter(filter);
  const reading = new EventReading(store, { ...options, order: 'descending' });
  const [hosts, users] = [new Set<string>(), new Set<string>()];
  let events = 0;
  let firstMs: number | undefined;
  let lastMs: number | undefined;
  for await (const batch of reading.batches(filter))
    for (const { document, timeMs } of batch) {
      if (!accepts(document)) continue;
      events++;
      firstMs = timeMs ?? firstMs;
      lastMs ??= timeMs;
      addFirst(hosts, document, ['host.id', 'host.name', 'agent.id']);
      addFirst(users, document, ['user.id', 'user.name']);
    }
  return {
    ...{ events, firstMs, lastMs, hosts: hosts.size, users: users.size },
    isPartial: reading.isTimeUp,
    searched: reading.searched(),
  };
}

/** The value of the first of the fields that the event has. */
function addFirst(to: Set<string>, document: JsonObject, fields: readonly string[]): void {
  if (to.size >= MOST_COUNTED) return;
  for (const field of fields) {
    const [value] = valuesOf(readField(document, field));
    if (value === undefined) continue;
    to.add(String(value));
    return;
  }
}
