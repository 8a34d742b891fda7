/** One alert with all that belongs to it, and how many others there are of the same host, user or process. */
import type { FastifyInstance } from 'fastify';
import { valuesOf } from '../../event/field-value.ts';
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { Predicate } from '../../plan/predicate.ts';
import type { AlertChange, StoredAlert } from '../../store/alert-store.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { inTime, type Patience, patienceOf, Turnstile } from './asker.ts';

/** Of a sequence there are as many blocks as steps. */
const MOST_BLOCKS = 1_000;
const MOST_COUNTED = 100_000;
/** Of one field that a group of alerts has. */
const MOST_VALUES = 10;
const MOST_MS = 15_000;
const MOST_AT_ONCE = 6;

/** By what alerts are related; the first field of a row that the alert has counts. */
const RELATIONS: readonly (readonly [by: string, fields: readonly string[]])[] = [
  ['process', ['process.entity_id']],
  ['host', ['host.id', 'host.name']],
  ['user', ['user.id', 'user.name']],
  ['destination', ['destination.ip', 'destination.domain']],
  ['file', ['file.hash.sha256', 'process.hash.sha256']],
  ['rule', ['kibana.alert.rule.rule_id']],
];

export function alertRoutes(server: FastifyInstance, { alerts }: HttpParts, mostMs: number = MOST_MS): void {
  const turnstile = new Turnstile(MOST_AT_ONCE);

  server.get<{ Params: { uuid: string } }>(
    '/api/tripline/alerts/:uuid',
    { config: { access: 'read' } },
    async ({ params: { uuid } }) => {
      const alert = await knownAlert(uuid);
      const group = await groupOf(alert);
      return {
        ...alert,
        blocks: group.filter(one => isBlockOfGroup(one) && one.uuid !== uuid),
        shell: group.find(one => !isBlockOfGroup(one) && one.uuid !== uuid)?.uuid ?? null,
        sources: sourcesOf(alert),
        history: (await alerts.history(uuid)).map(changeJson),
      };
    },
  );

  server.post<{ Params: { uuid: string } }>(
    '/api/tripline/alerts/:uuid/related',
    { config: { access: 'read' } },
    async ({ params: { uuid } }, reply) => {
      return turnstile.during(async () => {
        return await relatedTo(await knownAlert(uuid), patienceOf(reply, mostMs));
      });
    },
  );

  /** For what there is no time for counts say the least there is. */
  async function relatedTo(alert: StoredAlert, patience: Patience): Promise<object> {
    const group = await groupOf(alert);
    const own = new Set([alert.uuid, ...group.flatMap(({ document }) => groupIdOf(document) ?? [])]);
    const related: object[] = [];
    for (const [by, fields] of RELATIONS) {
      const found = sharedValues([alert, ...group], fields);
      if (found !== undefined) related.push({ by, ...found, ...(await countOthers(found, own, patience)) });
    }
    return { isPartial: patience.timeUp.aborted, related };
  }

  async function knownAlert(uuid: string): Promise<StoredAlert> {
    const [alert] = await alerts.byUuids([uuid]);
    if (alert === undefined) throw new HttpProblem('not-found', 'no alert has this uuid');
    return alert;
  }

  /** The alerts of the same sequence, the blocks in the order of its steps; none for an alert that stands alone. */
  async function groupOf({ document }: StoredAlert): Promise<readonly StoredAlert[]> {
    const id = groupIdOf(document);
    if (id === undefined) return [];
    const found: StoredAlert[] = [];
    const sort = [{ field: 'kibana.alert.group.index', order: 'asc' as const }];
    for await (const batch of alerts.search({
      filter: equals('kibana.alert.group.id', [id]),
      sort,
      size: MOST_BLOCKS,
    }))
      found.push(...batch);
    return found;
  }

  /** Those of one sequence count once: its shell may lack what a block says. It is open if any of them is. */
  async function countOthers(
    { field, values }: SharedValues,
    own: ReadonlySet<string>,
    patience: Patience,
  ): Promise<object> {
    const fields = [
      'kibana.alert.group.id',
      'kibana.alert.uuid',
      'kibana.alert.workflow_status',
      '@timestamp',
    ];
    const [seen, open] = [new Set<string>(), new Set<string>()];
    let latest = '';
    const isWhole = await inTime(patience, async signal => {
      for await (const batch of alerts.values({ filter: equals(field, values), signal }, fields)) {
        for (const [groupId, uuid, status, time] of batch) {
          const id = String(groupId ?? uuid);
          if (own.has(id)) continue;
          seen.add(id);
          if (status === 'open') open.add(id);
          if (typeof time === 'string' && time > latest) latest = time;
        }
        if (seen.size >= MOST_COUNTED) return false;
      }
      return true;
    });
    const last = latest === '' ? null : latest;
    return { alerts: seen.size, open: open.size, last, isAtLeast: isWhole !== true };
  }
}

interface SharedValues {
  readonly field: string;
  readonly values: readonly (string | number)[];
}

function sharedValues(alerts: readonly StoredAlert[], fields: readonly string[]): SharedValues | undefined {
  for (const field of fields) {
    const all = alerts.flatMap(({ document }) => valuesOf(readField(document, field)));
    const values = [...new Set(all)].filter(value => typeof value === 'string' || typeof value === 'number');
    if (values.length > 0) return { field, values: values.slice(0, MOST_VALUES) };
  }
  return undefined;
}

function equals(path: string, values: readonly (string | number)[]): Predicate {
  return { kind: 'equals', field: { path, type: 'keyword' }, values, ignoreCase: false };
}

function groupIdOf(document: JsonObject): string | undefined {
  const [id] = valuesOf(readField(document, 'kibana.alert.group.id'));
  return typeof id === 'string' ? id : undefined;
}

function isBlockOfGroup({ document }: StoredAlert): boolean {
  return readField(document, 'kibana.alert.group.index') !== undefined;
}

/** The events that it stands on, of a sequence those of all its blocks. */
function sourcesOf({ document }: StoredAlert): readonly JsonObject[] {
  const ancestors: Json | undefined = document['kibana.alert.ancestors'];
  if (!Array.isArray(ancestors)) return [];
  return (ancestors as readonly Json[])
    .filter(isJsonObject)
    .filter(({ type }) => type === 'event')
    .map(({ id = '', index = '' }) => ({ id, index }));
}

function changeJson({ atMs, removed, set, version, who }: AlertChange): JsonObject {
  return { version, who, at: formatTimestamp(atMs), set, removed };
}
