/**
 * How processes are found among stored events. By entity id, which belongs to one process only, where events have one:
 * a lookup then takes many at once. Else by host and process id in time, which systems give out anew: the process meant
 * is the latest that started under the id before, unless it is known to have ended.
 */
import { valuesOf } from '../event/field-value.ts';
import { readField } from '../event/read-field.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { EventStore, StoredEvent } from '../store/event-store.ts';
import type { TimeWindow } from './detection.ts';
import { isProcessStart, mentionIn, numberAt, textAt } from './process-tree-node.ts';

/** What a lookup of one tree shares. */
export interface LookupScope {
  readonly events: EventStore;
  readonly window: TimeWindow;
  /** Only events of this host; undefined: events do not say theirs. */
  readonly host: { readonly field: string; readonly value: string } | undefined;
  readonly signal?: AbortSignal | undefined;
}

export function hostOf(document: StoredEvent['document']): LookupScope['host'] {
  for (const field of ['host.id', 'host.name', 'agent.id']) {
    const value = textAt(document, field);
    if (value !== undefined) return { field, value };
  }
  return undefined;
}

export function equals(path: string, values: readonly (string | number)[], ignoreCase = false): Predicate {
  const type = typeof values[0] === 'number' ? 'long' : 'keyword';
  return { kind: 'equals', field: { path, type }, values, ignoreCase };
}

export function onHost({ host }: LookupScope, ...terms: readonly Predicate[]): Predicate {
  return { kind: 'all', terms: host === undefined ? terms : [...terms, equals(host.field, [host.value])] };
}

/** The events that pass, in their order, until the reader has enough. */
export async function* eventsOf(
  { events, signal, window }: LookupScope,
  filter: Predicate,
  accepts: (event: StoredEvent) => boolean,
  within: Partial<TimeWindow> & { readonly order?: 'descending' } = {},
): AsyncGenerator<StoredEvent, void> {
  const { order, ...times } = within;
  const query = {
    filter,
    window: { by: 'time' as const, ...window, ...times },
    ...(order !== undefined && { order }),
    ...(signal !== undefined && { signal }),
  };
  for await (const batch of events.read(query)) for (const event of batch) if (accepts(event)) yield event;
}

const STARTS: Predicate = {
  kind: 'all',
  terms: [equals('event.category', ['process']), equals('event.type', ['start'])],
};

/** The events in which processes of these entity ids started, the earliest of each. */
export async function startsByEntity(
  scope: LookupScope,
  entityIds: readonly string[],
): Promise<ReadonlyMap<string, StoredEvent>> {
  const found = new Map<string, StoredEvent>();
  if (entityIds.length === 0) return found;
  const wanted = new Set(entityIds);
  const filter = onHost(scope, STARTS, equals('process.entity_id', entityIds));
  const accepts = (event: StoredEvent): boolean => isOn(scope, event) && isProcessStart(event.document);
  for await (const event of eventsOf(scope, filter, accepts)) {
    const id = textAt(event.document, 'process.entity_id');
    if (id === undefined || !wanted.has(id) || found.has(id)) continue;
    found.set(id, event);
    if (found.size === wanted.size) break;
  }
  return found;
}

/** The starts of the children of these processes. */
export function childrenByEntity(
  scope: LookupScope,
  entityIds: readonly string[],
): AsyncGenerator<StoredEvent, void> {
  const wanted = new Set(entityIds);
  return eventsOf(scope, onHost(scope, STARTS, equals('process.parent.entity_id', entityIds)), event => {
    const parent = textAt(event.document, 'process.parent.entity_id');
    return isOn(scope, event) && isProcessStart(event.document) && parent !== undefined && wanted.has(parent);
  });
}

/** The latest start under a process id at or before a time, and whether that process had ended by then. */
export async function startByPid(
  scope: LookupScope,
  pid: number,
  atMs: number,
): Promise<{ readonly start: StoredEvent | undefined; readonly hasEnded: boolean }> {
  const filter = onHost(scope, equals('event.category', ['process']), equals('process.pid', [pid]));
  const accepts = (event: StoredEvent): boolean =>
    isOn(scope, event) && mentionIn(event.document, 'process')?.pid === pid;
  let hasEnded = false;
  for await (const event of eventsOf(scope, filter, accepts, { toMs: atMs, order: 'descending' })) {
    if (isProcessEnd(event) && (event.timeMs ?? 0) < atMs) hasEnded = true;
    if (isProcessStart(event.document)) return { start: event, hasEnded };
  }
  return { start: undefined, hasEnded };
}

/** The starts of children of a process id from a time on, until another process starts under the id. */
export async function* childrenByPid(
  scope: LookupScope,
  pid: number,
  fromMs: number,
  ownStartId: string | undefined,
): AsyncGenerator<StoredEvent, void> {
  const filter = onHost(scope, STARTS, {
    kind: 'any',
    terms: [equals('process.parent.pid', [pid]), equals('process.pid', [pid])],
  });
  const accepts = (event: StoredEvent): boolean => isOn(scope, event) && isProcessStart(event.document);
  for await (const event of eventsOf(scope, filter, accepts, { fromMs })) {
    const { document, id, timeMs } = event;
    if (numberAt(document, 'process.pid') === pid && id !== ownStartId && (timeMs ?? 0) > fromMs) return;
    if (numberAt(document, 'process.parent.pid') === pid && id !== ownStartId) yield event;
  }
}

export function isProcessEnd({ document }: StoredEvent): boolean {
  return (
    textsAt(document, 'event.type').includes('end') && textsAt(document, 'event.category').includes('process')
  );
}

function isOn({ host }: LookupScope, { document }: StoredEvent): boolean {
  return host === undefined || textAt(document, host.field) === host.value;
}

function textsAt(document: StoredEvent['document'], path: string): readonly unknown[] {
  return valuesOf(readField(document, path));
}
