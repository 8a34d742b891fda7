/** What an act makes of an alert: from what some keys hold to what they are to hold. */
import type { AlertActChange } from '../../api/acts.ts';
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { AlertPatch } from '../../store/alert-store.ts';
import { HttpProblem } from '../problems.ts';
import { REASON_KEY, reasonOfVerdict } from './verdicts.ts';

const STATUS = 'kibana.alert.workflow_status';
const STATUS_AT = 'kibana.alert.workflow_status_updated_at';
const USER = 'kibana.alert.workflow_user';
const TAGS = 'kibana.alert.workflow_tags';
const ASSIGNEES = 'kibana.alert.workflow_assignee_ids';

type Values = readonly (Json | undefined)[];

export interface ActBy {
  readonly who: string;
  readonly atMs: number;
}

/** @throws HttpProblem where the change says nothing, or contradicts itself */
export function checkChange(change: AlertActChange): void {
  const { addTags = [], assign = [], removeTags = [], status, unassign = [], verdict } = change;
  if (verdict !== undefined && status !== 'closed')
    throw new HttpProblem(
      'invalid',
      `\`verdict\` stands only beside the status \`closed\`, found ${status === undefined ? 'no status' : `\`${status}\``}`,
    );
  for (const [names, both] of [
    ['`addTags` and `removeTags`', addTags.filter(tag => removeTags.includes(tag))],
    ['`assign` and `unassign`', assign.filter(who => unassign.includes(who))],
  ] as const)
    if (both.length > 0)
      throw new HttpProblem(
        'invalid',
        `${names} both name ${both.map(one => JSON.stringify(one)).join(', ')}: choose one`,
      );
  if (keysOf(change).length === 0)
    throw new HttpProblem('invalid', '`change` says nothing: expected a status, tags or assignees');
}

/** Which keys of alerts it changes; their order is that of all values here. */
export function keysOf({
  addTags = [],
  assign = [],
  removeTags = [],
  status,
  unassign = [],
}: AlertActChange): readonly string[] {
  return [
    ...(status === undefined ? [] : [STATUS, REASON_KEY, STATUS_AT, USER]),
    ...(addTags.length + removeTags.length === 0 ? [] : [TAGS]),
    ...(assign.length + unassign.length === 0 ? [] : [ASSIGNEES]),
  ];
}

/** What the keys are to hold. */
export function valuesAfter(change: AlertActChange, before: Values, { atMs, who }: ActBy): Values {
  return keysOf(change).map((key, at) => {
    switch (key) {
      case STATUS:
        return change.status;
      case REASON_KEY:
        return change.verdict === undefined ? undefined : reasonOfVerdict(change.verdict);
      case STATUS_AT:
        return formatTimestamp(atMs);
      case USER:
        return who;
      case TAGS:
        return listAfter(before[at], change.addTags, change.removeTags);
      default:
        return listAfter(before[at], change.assign, change.unassign);
    }
  });
}

function listAfter(
  before: Json | undefined,
  add: readonly string[] = [],
  remove: readonly string[] = [],
): Json {
  return [...new Set([...textsOf(before), ...add])].filter(item => !remove.includes(item));
}

/** Who says again what is so already changes nothing, whenever and whoever it was that said so before. */
export function isSoAlready(change: AlertActChange, before: Values, after: Values): boolean {
  return keysOf(change).every((key, at) => {
    if (key === STATUS_AT || key === USER) return true;
    if (key === TAGS || key === ASSIGNEES) return areEqual(textsOf(before[at]), after[at]);
    return areEqual(before[at], after[at]);
  });
}

function textsOf(value: Json | undefined): readonly string[] {
  return value === undefined || value === null ? [] : ([value].flat() as readonly Json[]).map(String);
}

export function areEqual(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function patchTo(keys: readonly string[], values: Values): AlertPatch {
  return Object.fromEntries(keys.map((key, at) => [key, values[at]]));
}

/** Values as JSON, which has no undefined. */
export function valuesJson(keys: readonly string[], values: Values): JsonObject {
  return Object.fromEntries(
    keys.flatMap((key, at) => {
      const value = values[at];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

export function valuesIn(keys: readonly string[], json: Json | undefined): Values {
  return keys.map(key => (json !== undefined && isJsonObject(json) ? json[key] : undefined));
}
