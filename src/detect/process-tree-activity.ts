/** What the processes of a tree did, when they ended, and the alerts on them. */
import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { StoredEvent } from '../store/event-store.ts';
import { equals, eventsOf, isProcessEnd, type LookupScope, onHost } from './process-tree-lookup.ts';
import { isProcessStart, mentionIn, numberAt, type ProcessNode, textAt } from './process-tree-node.ts';

/** Of one process; of further ones how many there are. */
const MOST_ALERTS_OF_NODE = 20;
const MOST_ALERTS_READ = 2_000;

/** Counts and fills in what events say of nodes without a start. Gives what was left out. */
export async function addActivity(
  scope: LookupScope,
  nodes: readonly ProcessNode[],
  joinedBy: 'entity' | 'pid',
  mostEvents: number,
): Promise<readonly string[]> {
  const owner = ownerOf(nodes, joinedBy);
  const ids = idsOf(nodes, joinedBy);
  if (ids.values.length === 0) return [];
  let count = 0;
  const filter = onHost(scope, equals(ids.field, ids.values));
  const isOurs = ({ document }: StoredEvent): boolean =>
    scope.host === undefined || textAt(document, scope.host.field) === scope.host.value;
  for await (const event of eventsOf(scope, filter, isOurs)) {
    const node = owner(event.document, event.timeMs);
    if (node === undefined) continue;
    if (++count > mostEvents)
      return [`what processes did is counted in the first ${mostEvents} of their events only`];
    if (isProcessEnd(event)) node.endMs = event.timeMs;
    else if (!isProcessStart(event.document)) node.activity[activityOf(event.document)]++;
    if (node.name === undefined) fillIn(node, event.document);
  }
  return [];
}

function fillIn(node: ProcessNode, document: JsonObject): void {
  const mention = mentionIn(document, 'process');
  node.name = mention?.name;
  node.executable ??= mention?.executable;
  node.commandLine ??= mention?.commandLine;
  node.user ??= mention?.user;
}

function activityOf(document: JsonObject): keyof ProcessNode['activity'] {
  if (readField(document, 'dns.question.name') !== undefined) return 'dns';
  const categories = valuesOf(readField(document, 'event.category'));
  if (categories.includes('network')) return 'network';
  if (categories.includes('registry')) return 'registry';
  if (categories.includes('library') || categories.includes('driver')) return 'library';
  return categories.includes('file') ? 'file' : 'other';
}

/** Gives what was left out. */
export async function addAlerts(
  alerts: AlertStore,
  { host, window }: LookupScope,
  nodes: readonly ProcessNode[],
  joinedBy: 'entity' | 'pid',
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const owner = ownerOf(nodes, joinedBy);
  const ids = idsOf(nodes, joinedBy);
  if (ids.values.length === 0) return [];
  const terms: readonly Predicate[] = [
    equals(ids.field, ids.values),
    ...(host === undefined ? [] : [equals(host.field, [host.value])]),
  ];
  const query = {
    filter: { kind: 'all' as const, terms },
    sort: [{ field: '@timestamp', order: 'desc' as const }],
    size: MOST_ALERTS_READ,
    ...(signal !== undefined && { signal }),
  };
  let read = 0;
  for await (const batch of alerts.search(query))
    for (const { document, uuid } of batch) {
      read++;
      const originalMs = Date.parse(textAt(document, 'kibana.alert.original_time') ?? '');
      const isNear = !(originalMs < window.fromMs || originalMs > window.toMs);
      const node = owner(document, Number.isNaN(originalMs) ? undefined : originalMs);
      if (node === undefined || !isNear) continue;
      if (node.alerts.length >= MOST_ALERTS_OF_NODE) node.moreAlerts++;
      else
        node.alerts.push({
          uuid,
          rule: textAt(document, 'kibana.alert.rule.name') ?? '',
          severity: textAt(document, 'kibana.alert.severity') ?? '',
        });
    }
  return read >= MOST_ALERTS_READ ? [`only the latest ${MOST_ALERTS_READ} alerts were looked at`] : [];
}

function idsOf(
  nodes: readonly ProcessNode[],
  joinedBy: 'entity' | 'pid',
): { readonly field: string; readonly values: readonly (string | number)[] } {
  const values = nodes.map(({ entityId, pid }) => (joinedBy === 'entity' ? entityId : pid));
  const field = joinedBy === 'entity' ? 'process.entity_id' : 'process.pid';
  return { field, values: [...new Set(values.filter(value => value !== undefined))] };
}

/** Whose a document is: of several processes of one id, that which started last before. */
function ownerOf(
  nodes: readonly ProcessNode[],
  joinedBy: 'entity' | 'pid',
): (document: JsonObject, timeMs: number | undefined) => ProcessNode | undefined {
  if (joinedBy === 'entity') {
    const byId = new Map(nodes.map(node => [node.entityId, node]));
    return document => byId.get(textAt(document, 'process.entity_id') ?? '');
  }
  const byPid = new Map<number | undefined, ProcessNode[]>();
  for (const node of nodes) {
    const same = byPid.get(node.pid);
    if (same === undefined) byPid.set(node.pid, [node]);
    else same.push(node);
  }
  for (const same of byPid.values()) same.sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0));
  return (document, timeMs) => {
    const same = byPid.get(numberAt(document, 'process.pid')) ?? [];
    return same.find(({ startMs = 0 }) => timeMs === undefined || startMs <= timeMs);
  };
}
