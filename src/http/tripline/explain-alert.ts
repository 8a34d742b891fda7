/**
 * Why an alert was made: the rule as it is now, held against the events that the alert stands on. What a rule knew
 * besides, such as the history of a value, is not read again; the answer says what it cannot say.
 */
import { ruleFields } from '../../alerts/alert-fields.ts';
import { readRuleBody } from '../../detect/read-rule-body.ts';
import { ALERT_INDEX, areOfAlerts } from '../../event/alert-index.ts';
import { parseTimestampMs } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { ExplainedEvent } from '../../explain/rule-sift.ts';
import type { Predicate } from '../../plan/predicate.ts';
import type { ThresholdPlan } from '../../plan/query.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import type { Rule } from '../../rules/rule.ts';
import type { StoredAlert } from '../../store/alert-store.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { explanationOf } from './explain-events.ts';
import { exceptionsJson } from './explain-exceptions.ts';

/** Of a group of a threshold rule. */
const MOST_GROUP_EVENTS = 5_000;
const MOST_GROUP_MS = 2_000;
const MOST_SOURCES = 1_000;

export async function explainAlert(parts: HttpParts, uuid: string, signal: AbortSignal): Promise<JsonObject> {
  const [asked] = await parts.alerts.byUuids([uuid]);
  if (asked === undefined) throw new HttpProblem('not-found', 'no alert has this uuid');
  const alert = await shellOf(parts, asked);
  const notes: string[] = [];
  if (alert !== asked) notes.push('the alert is one event of a sequence: the whole sequence is explained');
  const { compiled, rule } = ruleOf(parts, alert, notes);
  const head = {
    alert: {
      uuid,
      explained: alert.uuid,
      sentence: alert.document['kibana.alert.reason'] ?? null,
      time: alert.document['@timestamp'],
    },
    rule,
  };
  if (compiled === undefined) return { ...head, explained: false, notes };
  const { events, missing } = await sourcesOf(parts, alert, compiled, notes, signal);
  if (missing.length > 0)
    notes.push(`${missing.length} of its events are in the store no more: what needs them cannot be told`);
  const { fires, ...explanation } = explanationOf(compiled, events, false);
  if (fires === false && missing.length === 0 && compiled.plan.kind !== 'indicators')
    notes.push('the rule as it is now does not fire on these events: `verdict` and `misses` say why');
  const exceptions = exceptionsJson(parts, compiled, events);
  if (exceptions.length > 0)
    notes.push('exceptions that hold now would take it or some of its events away: `exceptions` says which');
  return {
    ...head,
    ...{ explained: true, fires: fires ?? false, ...explanation },
    ...{ exceptions, missingEvents: missing, notes },
  };
}

/** The alert itself, or that of the sequence which it is a block of. */
async function shellOf({ alerts }: HttpParts, alert: StoredAlert): Promise<StoredAlert> {
  const { document } = alert;
  const group = document['kibana.alert.group.id'];
  if (document['kibana.alert.group.index'] === undefined || typeof group !== 'string') return alert;
  const [shell] = await alerts.byUuids([group]);
  return shell ?? alert;
}

/** Keys of a rule that do not decide whether it fires. */
const INESSENTIAL = new Set([
  ...[
    'enabled',
    'revision',
    'version',
    'immutable',
    'rule_source',
    'actions',
    'throttle',
    'meta',
    'output_index',
  ],
  ...['created_at', 'created_by', 'updated_at', 'updated_by', 'id', 'execution_summary'],
]);

function ruleOf(
  { rules }: HttpParts,
  { document }: StoredAlert,
  notes: string[],
): { readonly compiled: CompiledRule | undefined; readonly rule: JsonObject } {
  const ruleId = document['kibana.alert.rule.rule_id'];
  const parameters = document['kibana.alert.rule.parameters'];
  const then = isJsonObject(parameters) ? parameters : {};
  const now = typeof ruleId === 'string' ? rules.byRuleId(ruleId) : undefined;
  const name = document['kibana.alert.rule.name'] ?? null;
  const ofAlert = { rule_id: ruleId ?? null, version: document['kibana.alert.rule.version'] ?? null };
  if (now === undefined) {
    notes.push('the rule is there no more: it is explained as the alert has it');
    const { compiled } = readOf(then);
    if (compiled === undefined) notes.push('the alert does not say enough of its rule to explain it');
    return { compiled, rule: { name, ...ofAlert, state: 'removed', changed: [] } };
  }
  const changed = changedKeys(then, now.rule);
  if (changed.length > 0)
    notes.push(`the rule has changed since the alert (${changed.join(', ')}): it is explained as it is now`);
  if (now.compiled === undefined)
    notes.push(
      'the rule as it is now cannot run, for the errors that its page tells: it cannot be explained',
    );
  return {
    compiled: now.compiled,
    rule: {
      ...{ name: now.rule.name, ...ofAlert, id: now.id, revision: now.revision },
      versionNow: now.rule.version,
      state: changed.length > 0 ? 'changed' : 'same',
      changed,
    },
  };
}

function readOf(parameters: JsonObject): { readonly compiled?: CompiledRule | undefined } {
  const read = readRuleBody(parameters, {});
  return read.rule === undefined ? {} : read;
}

/** Keys that are others now than when the alert was made. */
function changedKeys(then: JsonObject, rule: Rule): readonly string[] {
  const parameters = ruleFields(rule, rule.name, '')['kibana.alert.rule.parameters'];
  const now = isJsonObject(parameters) ? parameters : {};
  return [...new Set([...Object.keys(then), ...Object.keys(now)])]
    .filter(key => !INESSENTIAL.has(key))
    .filter(key => canonical(then[key]) !== canonical(now[key]))
    .sort();
}

/** Whatever the order of keys in objects, which a store may change. */
function canonical(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_, inner: Json) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

interface Sources {
  readonly events: readonly ExplainedEvent[];
  /** Ids of those that are in no store any more. */
  readonly missing: readonly string[];
}

async function sourcesOf(
  parts: HttpParts,
  alert: StoredAlert,
  rule: CompiledRule,
  notes: string[],
  signal: AbortSignal,
): Promise<Sources> {
  const ids = sourceIds(alert, areOfAlerts(rule.indices));
  if (ids.length > MOST_SOURCES) notes.push(`of its ${ids.length} events the first ${MOST_SOURCES} are told`);
  const wanted = ids.slice(0, MOST_SOURCES);
  const byId = new Map<string, ExplainedEvent>();
  if (areOfAlerts(rule.indices))
    for (const { document, uuid } of await parts.alerts.byUuids(wanted))
      byId.set(uuid, { id: uuid, document, index: ALERT_INDEX });
  else {
    // An alert is there sooner than its events can be read.
    await parts.events.settle();
    for (const event of await parts.events.byIds(wanted)) byId.set(event.id, event);
  }
  const missing = wanted.filter(id => !byId.has(id));
  if (rule.plan.kind === 'threshold')
    await addGroup(parts, alert, rule.plan, rule.indices, byId, notes, signal);
  if (rule.plan.kind === 'new-terms') {
    const since = alert.document['kibana.alert.tripline.unseen_since'];
    notes.push(
      `that the value was new is what the run found${typeof since === 'string' ? `: not seen since ${since}` : ''}; the history is not read again`,
    );
  }
  return { events: [...byId.values()], missing };
}

/** The events that it stands on directly, and its indicators. */
function sourceIds({ document }: StoredAlert, isOfAlerts: boolean): readonly string[] {
  const ancestors = listOf(document['kibana.alert.ancestors']).filter(isJsonObject);
  const own = document['kibana.alert.rule.uuid'];
  const alerts = ancestors.filter(({ rule, type }) => type === 'signal' && rule !== own);
  const top = Math.max(0, ...alerts.map(({ depth }) => Number(depth)));
  const direct = isOfAlerts
    ? alerts.filter(({ depth }) => depth === top)
    : ancestors.filter(({ type }) => type === 'event');
  const { threat } = document;
  const enrichments = isJsonObject(threat) ? listOf(threat['enrichments']) : [];
  const indicators = enrichments.flatMap(one => {
    const matched = isJsonObject(one) ? one['matched'] : undefined;
    return isJsonObject(matched) ? [matched['id']] : [];
  });
  const ids = [...direct.map(({ id }) => id), ...indicators];
  return [...new Set(ids.filter(id => typeof id === 'string'))];
}

/** An alert names the first event and the last of its group: the others are found again by its values and times. */
async function addGroup(
  { events }: HttpParts,
  { document }: StoredAlert,
  plan: ThresholdPlan,
  indices: readonly string[] | undefined,
  byId: Map<string, ExplainedEvent>,
  notes: string[],
  signal: AbortSignal,
): Promise<void> {
  const result = document['kibana.alert.threshold_result'];
  const found = isJsonObject(result) ? result : {};
  const times = [...byId.values()].flatMap(event => timeOf(event.document));
  const from = typeof found['from'] === 'string' ? parseTimestampMs(found['from']) : undefined;
  const fromMs = from ?? Math.min(...times);
  const toMs = Math.max(...times, fromMs);
  if (!Number.isFinite(fromMs)) return;
  const terms = listOf(found['terms']).flatMap((term, at): Predicate[] => {
    const field = plan.by[at];
    const value = isJsonObject(term) ? term['value'] : undefined;
    const isLiteral = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return field === undefined || !isLiteral
      ? []
      : [{ kind: 'equals', field, values: [value], ignoreCase: false }];
  });
  const timeUp = AbortSignal.timeout(MOST_GROUP_MS);
  try {
    for await (const batch of events.read({
      window: { by: 'time', fromMs, toMs },
      filter: { kind: 'all', terms: [plan.filter, ...terms] },
      ...(indices !== undefined && { indices }),
      signal: AbortSignal.any([signal, timeUp]),
    }))
      for (const event of batch) {
        if (byId.size >= MOST_GROUP_EVENTS) {
          notes.push(`of the group the first ${MOST_GROUP_EVENTS} events are told`);
          return;
        }
        byId.set(event.id, event);
      }
  } catch (error) {
    if (!timeUp.aborted || signal.aborted) throw error;
    notes.push('there was no time to read all events of the group');
  }
}

function timeOf(document: JsonObject): readonly number[] {
  const time = document['@timestamp'];
  const ms = typeof time === 'string' ? parseTimestampMs(time) : undefined;
  return ms === undefined ? [] : [ms];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : value == null ? [] : [value];
}
