/** Alerts as a list shows them: a line each. */
import { headOf } from '../../alerts/reason.ts';
import type { AlertRow, AlertSeverity, AlertStatus, NamedReference } from '../../api/alert-list.ts';
import { valuesOf } from '../../event/field-value.ts';
import { formatTimestamp, parseTimestampMs } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { StoredAlert } from '../../store/alert-store.ts';
import { type HttpParts, RECORDING_TAG } from '../parts.ts';
import { equals } from './alert-list-filter.ts';
import { SEVERITIES } from './alert-tally.ts';
import { REASON_KEY, verdictOfReason } from './verdicts.ts';

const GROUP_ID = 'kibana.alert.group.id';
const STATUSES: readonly AlertStatus[] = ['open', 'acknowledged', 'closed'];

/** As they are now, in the order of the uuids; those that are not there are left out. */
export async function alertRows(
  { alerts, rules }: Pick<HttpParts, 'alerts' | 'rules'>,
  uuids: readonly string[],
): Promise<readonly AlertRow[]> {
  const found = new Map((await alerts.byUuids(uuids)).map(alert => [alert.uuid, alert]));
  const ordered = uuids.flatMap(uuid => found.get(uuid) ?? []);
  const shells = ordered.filter(({ document, uuid }) => document[GROUP_ID] === uuid).map(({ uuid }) => uuid);
  const steps = await stepsOf(alerts, shells);
  return ordered.map(alert => {
    const plan = rules.byRuleId(textAt(alert.document, 'kibana.alert.rule.rule_id') ?? '')?.compiled?.plan;
    const maxspanMs = plan?.kind === 'sequence' ? plan.maxspanMs : undefined;
    return {
      ...alertRow(alert),
      ...steps.get(alert.uuid),
      ...(steps.has(alert.uuid) && maxspanMs !== undefined && { maxspanMs }),
    };
  });
}

interface Steps {
  readonly steps: number;
  readonly tookMs?: number;
}

/** By uuid of the shell: how many events it stands on, and how long they took. */
async function stepsOf(
  alerts: HttpParts['alerts'],
  shells: readonly string[],
): Promise<ReadonlyMap<string, Steps>> {
  const times = new Map<string, (number | undefined)[]>();
  if (shells.length === 0) return new Map();
  const fields = [GROUP_ID, 'kibana.alert.uuid', 'kibana.alert.original_time'];
  for await (const rows of alerts.values({ filter: equals(GROUP_ID, shells) }, fields))
    for (const [group, uuid, time] of rows) {
      if (group === uuid) continue;
      const known = times.get(String(group)) ?? [];
      times.set(String(group), known);
      known.push(typeof time === 'string' ? parseTimestampMs(time) : undefined);
    }
  return new Map(
    [...times].map(([uuid, all]): [string, Steps] => {
      const known = all.filter(time => time !== undefined);
      const tookMs = Math.max(...known) - Math.min(...known);
      return [uuid, { steps: all.length, ...(known.length === all.length && { tookMs }) }];
    }),
  );
}

function alertRow({ document, uuid }: StoredAlert): AlertRow {
  const severity = oneOf(SEVERITIES, textAt(document, 'kibana.alert.severity'), 'low');
  const ruleId = textAt(document, 'kibana.alert.rule.rule_id') ?? '';
  const name = textAt(document, 'kibana.alert.rule.name') ?? ruleId;
  const threats = listAt(document, 'kibana.alert.rule.threat').filter(isJsonObject);
  const techniques = threats.flatMap(({ technique }) => objectsIn(technique));
  const status = textAt(document, 'kibana.alert.workflow_status');
  const reason = textAt(document, REASON_KEY);
  return {
    uuid,
    at: timeAt(document, '@timestamp') ?? '',
    ...optional('originalAt', timeAt(document, 'kibana.alert.original_time')),
    sentence: sentenceOf(document, name, severity),
    severity,
    riskScore: numberAt(document, 'kibana.alert.risk_score'),
    rule: {
      id: textAt(document, 'kibana.alert.rule.uuid') ?? '',
      ...{ ruleId, name, type: textAt(document, 'kibana.alert.rule.type') ?? '' },
    },
    status: oneOf(STATUSES, status, 'open'),
    ...optional('reason', reason === undefined ? undefined : verdictOfReason(reason)),
    assignees: textsAt(document, 'kibana.alert.workflow_assignee_ids'),
    tags: textsAt(document, 'kibana.alert.workflow_tags'),
    ...optional('host', textAt(document, 'host.name')),
    ...optional('user', textAt(document, 'user.name')),
    ...optional('process', textAt(document, 'process.name')),
    tactics: references(threats.flatMap(({ tactic }) => objectsIn(tactic))),
    techniques: references([
      ...techniques,
      ...techniques.flatMap(({ subtechnique }) => objectsIn(subtechnique)),
    ]),
    isSuperseded: readField(document, 'kibana.alert.tripline.superseded') === true,
    isRecording: textsAt(document, 'tags').includes(RECORDING_TAG),
  };
}

/** The list has rule and severity in columns of their own. */
function sentenceOf(document: JsonObject, name: string, severity: AlertSeverity): string {
  const reason = textAt(document, 'kibana.alert.reason');
  if (reason === undefined) return name;
  const head = `${headOf({ name, severity })}: `;
  return reason.startsWith(head) ? reason.slice(head.length) : reason;
}

function oneOf<T extends string>(known: readonly T[], value: string | undefined, otherwise: T): T {
  return known.find(one => one === value) ?? otherwise;
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [k in K]?: string } {
  // One key, of which the type is K.
  return (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: string };
}

export function textAt(document: JsonObject, path: string): string | undefined {
  return textsAt(document, path)[0];
}

function textsAt(document: JsonObject, path: string): readonly string[] {
  return valuesOf(readField(document, path)).map(String);
}

function numberAt(document: JsonObject, path: string): number {
  const number = Number(textAt(document, path));
  return Number.isFinite(number) ? number : 0;
}

function timeAt(document: JsonObject, path: string): string | undefined {
  const text = textAt(document, path);
  const ms = text === undefined ? undefined : parseTimestampMs(text);
  return ms === undefined ? undefined : formatTimestamp(ms);
}

function listAt(document: JsonObject, key: string): readonly Json[] {
  const value = document[key];
  return value === undefined ? [] : ([value].flat() as readonly Json[]);
}

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return value === undefined ? [] : ([value].flat() as readonly Json[]).filter(isJsonObject);
}

/** Each once. */
function references(objects: readonly JsonObject[]): readonly NamedReference[] {
  const byId = new Map<string, NamedReference>();
  for (const { id, name } of objects)
    if (typeof id === 'string') byId.set(id, { id, name: typeof name === 'string' ? name : id });
  return [...byId.values()];
}
