/** Alerts in memory, as plainly as can be: for tests, and the yardstick of the stores that last. */
import type { AlertDocument } from '../../alerts/alert-document.ts';
import { compileDocumentFilter } from '../../engine/document-filter.ts';
import type { Json } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { AlertChange, AlertQuery, AlertStore, StoredAlert } from '../alert-store.ts';
import { compareSortValues } from '../sort-values.ts';

interface HeldAlert {
  alert: StoredAlert;
  readonly changes: AlertChange[];
}

export class MemoryAlertStore implements AlertStore {
  readonly #alerts = new Map<string, HeldAlert>();

  async add(alerts: readonly AlertDocument[]): Promise<ReadonlySet<string>> {
    const added = new Set<string>();
    for (const document of alerts) {
      const uuid = document['kibana.alert.uuid'];
      if (this.#alerts.has(uuid)) continue;
      this.#alerts.set(uuid, { alert: { uuid, version: 1, document }, changes: [] });
      added.add(uuid);
    }
    return added;
  }

  async known(uuids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(uuids.filter(uuid => this.#alerts.has(uuid)));
  }

  async byUuids(uuids: readonly string[]): Promise<readonly StoredAlert[]> {
    return uuids.flatMap(uuid => this.#alerts.get(uuid)?.alert ?? []);
  }

  async *search(query: AlertQuery): AsyncIterable<readonly StoredAlert[]> {
    const { offset = 0, size, sort = [] } = query;
    const found = this.#passing(query).sort((a, b) => {
      for (const { field, order } of sort) {
        const compared = compareSortValues(readField(a.document, field), readField(b.document, field), order);
        if (compared !== 0) return compared;
      }
      return a.uuid < b.uuid ? -1 : 1;
    });
    const wanted = found.slice(offset, size === undefined ? undefined : offset + size);
    if (wanted.length > 0) yield wanted;
  }

  async *values(
    query: Pick<AlertQuery, 'filter' | 'signal'>,
    fields: readonly string[],
  ): AsyncIterable<readonly (readonly (Json | undefined)[])[]> {
    const found = this.#passing(query);
    if (found.length > 0)
      yield found.map(({ document }) => fields.map(field => readField(document, field) as Json | undefined));
  }

  async patch(
    uuids: readonly string[],
    change: (document: AlertDocument) => { readonly [key: string]: Json | undefined },
    by: { readonly who: string; readonly atMs: number },
  ): Promise<number> {
    let count = 0;
    for (const uuid of new Set(uuids)) {
      const held = this.#alerts.get(uuid);
      if (held === undefined) continue;
      const { document, version } = held.alert;
      const entries = Object.entries(change(document));
      if (entries.length === 0) continue;
      const set = Object.fromEntries(
        entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      );
      const removed = entries.flatMap(([key, value]) => (value === undefined ? [key] : []));
      const kept = Object.entries(document).filter(([key]) => !removed.includes(key));
      const changed = { ...Object.fromEntries(kept), ...set } as AlertDocument;
      held.alert = { uuid, version: version + 1, document: changed };
      held.changes.push({ version: version + 1, ...by, set, removed });
      count++;
    }
    return count;
  }

  async history(uuid: string): Promise<readonly AlertChange[]> {
    return [...(this.#alerts.get(uuid)?.changes ?? [])];
  }

  async close(): Promise<void> {}

  #passing({ filter, signal }: Pick<AlertQuery, 'filter' | 'signal'>): StoredAlert[] {
    signal?.throwIfAborted();
    const accepts = filter === undefined ? () => true : compileDocumentFilter(filter);
    return [...this.#alerts.values()].map(({ alert }) => alert).filter(({ document }) => accepts(document));
  }
}
