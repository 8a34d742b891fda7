/** Alerts in memory, as plainly as can be: for tests, and the yardstick of the stores that last. */
import type { AlertDocument } from '../../alerts/alert-document.ts';
import { alertSchema } from '../../alerts/alert-schema.ts';
import { compileDocumentFilter } from '../../engine/document-filter.ts';
import { buildExtractor } from '../../engine/extract/extractor.ts';
import type { Json } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import { applyPatch, splitPatch } from '../alert-patch.ts';
import type {
  AlertCensus,
  AlertChange,
  AlertPatch,
  AlertQuery,
  AlertState,
  AlertStore,
  CensusFields,
  StoredAlert,
  ValueGroup,
  VersionedPatch,
} from '../alert-store.ts';
import { censusOf, groupValues } from '../group-values.ts';
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
        const [left, right] = [readField(a.document, field), readField(b.document, field)];
        const compared = compareSortValues(left, right, order, alertSchema.typeOf(field) ?? 'unknown');
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
    const extractor = buildExtractor(fields);
    // What is read of a JSON document holds no bigint.
    if (found.length > 0)
      yield found.map(({ document }) => extractor.fromDocument(document) as readonly (Json | undefined)[]);
  }

  groups(
    query: Pick<AlertQuery, 'filter' | 'signal'>,
    { by, each }: { readonly by: readonly string[]; readonly each: readonly string[] },
  ): AsyncIterable<readonly ValueGroup[]> {
    const fields = [...by, ...each];
    return groupValues(this.values(query, fields), fields, by.length);
  }

  census(query: Pick<AlertQuery, 'filter' | 'signal'>, asked: CensusFields): AsyncIterable<AlertCensus> {
    const fields = [...new Set([...asked.by, ...asked.each, ...asked.lists.flat()])];
    return censusOf(this.values(query, fields), fields, asked);
  }

  async states(uuids: readonly string[], keys: readonly string[]): Promise<readonly AlertState[]> {
    const alerts = await this.byUuids([...new Set(uuids)]);
    return alerts.map(({ document, uuid, version }) => ({
      uuid,
      version,
      values: keys.map(key => (Object.hasOwn(document, key) ? document[key] : undefined)),
    }));
  }

  async patchEach(
    patches: readonly VersionedPatch[],
    by: { readonly who: string; readonly atMs: number },
  ): Promise<ReadonlySet<string>> {
    const changed = new Set<string>();
    for (const { ifVersion, patch, uuid } of patches) {
      if (this.#alerts.get(uuid)?.alert.version !== ifVersion) continue;
      if ((await this.patch([uuid], patch, by)) === 1) changed.add(uuid);
    }
    return changed;
  }

  async patch(
    uuids: readonly string[],
    change: AlertPatch | ((document: AlertDocument) => AlertPatch),
    by: { readonly who: string; readonly atMs: number },
  ): Promise<number> {
    let count = 0;
    for (const uuid of new Set(uuids)) {
      const held = this.#alerts.get(uuid);
      if (held === undefined) continue;
      const { document, version } = held.alert;
      const parts = splitPatch(typeof change === 'function' ? change(document) : change);
      if (parts === undefined) continue;
      held.alert = { uuid, version: version + 1, document: applyPatch(document, parts) };
      held.changes.push({ version: version + 1, ...by, ...parts });
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
