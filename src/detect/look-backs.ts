/**
 * What a rule that begins to run has to know of what is stored: the hits of its open window, and what it remembers from
 * before. Rules that look back about as far read the store together, in one pass; one that looks back for days, or has
 * a history, reads it by itself, with its filters pushed down.
 */
import { buildExtractor } from '../engine/extract/extractor.ts';
import { buildRuleSet, type RuleInput } from '../engine/rule-set.ts';
import { ALERT_INDEX, areOfAlerts } from '../event/alert-index.ts';
import { parseTimestampMs } from '../event/instant.ts';
import type { JsonObject } from '../event/json.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { EventQuery, EventStore } from '../store/event-store.ts';
import type { TimeWindow } from './detection.ts';
import type { HitEvent } from './held-hits.ts';
import type { LiveRules } from './live-rules.ts';
import type { RuleState } from './rule-state.ts';
import { FAR_MS, queriesOf, storedHits } from './stored-hits.ts';

export interface LookBackParts {
  readonly events: EventStore;
  readonly alerts: AlertStore;
  readonly live: LiveRules;
  readonly longLookBackMs: number;
  readonly pause: () => Promise<void>;
}

/** So many events are read in the time of one query with the filters of a rule: some twenty milliseconds. */
const EVENTS_A_RULE = 200;

export async function readLookBacks(
  states: readonly RuleState[],
  nowMs: number,
  parts: LookBackParts,
): Promise<void> {
  await parts.events.settle();
  const ofAlerts = states.filter(isOfAlerts);
  const ofEvents = states.filter(state => !isOfAlerts(state));
  const near = ofEvents.filter(({ nextFromMs }) => nowMs - nextFromMs <= parts.longLookBackMs);
  const windows = (['time', 'ingested'] as const).flatMap(by => {
    const ofClock = near.filter(({ clock }) => clock.by.includes(by));
    if (ofClock.length === 0) return [];
    return [{ by, fromMs: Math.min(...ofClock.map(({ nextFromMs }) => nextFromMs)), toMs: FAR_MS }];
  });
  let events = 0;
  for (const window of windows) events += await parts.events.count({ window });
  // One rule alone reads only what its filters let through, and few rules less than all that is there.
  const together = near.length > 1 && events <= near.length * EVENTS_A_RULE ? near : [];
  if (together.length > 0) for (const window of windows) await readTogether({ window }, nowMs, parts);
  for (const state of ofEvents)
    await readAlone(state, ownQueries(state, together.includes(state)), nowMs, parts);
  if (ofAlerts.length > 0) await readAlerts(ofAlerts, parts);
}

async function readTogether(query: EventQuery, nowMs: number, parts: LookBackParts): Promise<void> {
  const { live } = parts;
  for await (const one of storedHits(live.matcher, parts.events, [query])) {
    if ('passed' in one) await parts.pause();
    else live.takeHits(live.matcher, one.hits, one.event, one.timeMs, () => one.document, nowMs);
  }
}

/** What a past run of one rule needs of a window; `isFirst`: and of what it remembers from before. */
export async function readPast(
  state: RuleState,
  window: TimeWindow,
  isFirst: boolean,
  { alerts, events, now }: Pick<LookBackParts, 'events' | 'alerts'> & { readonly now: () => number },
  { pause, signal }: Pick<LookBackParts, 'pause'> & Pick<EventQuery, 'signal'>,
): Promise<void> {
  if (isOfAlerts(state)) return readPastAlerts(state, window, alerts, now());
  const more = signal === undefined ? {} : { signal };
  const [input = state.rule.compiled] = state.inputs;
  const queries = [
    ...(isFirst ? historyQueries(state, window) : []),
    ...queriesOf(unexcepted(state) ?? input, state.clock.by, window),
  ].map(query => ({ ...query, ...more }));
  if (isFirst) await events.settle();
  await readAlone(state, queries, now(), { events, pause });
}

/** What a rule has to read by itself. */
function ownQueries(state: RuleState, isReadTogether: boolean): readonly EventQuery[] {
  const [input = state.rule.compiled] = state.inputs;
  const window = { fromMs: state.nextFromMs, toMs: FAR_MS };
  const queries = isReadTogether ? [] : queriesOf(unexcepted(state) ?? input, state.clock.by, window);
  return [...queries, ...historyQueries(state, window)];
}

/** The rule as it is without exceptions, so that what they take away is read and counted too. */
function unexcepted({ inputs, rule }: RuleState): RuleInput | undefined {
  return inputs.length > 1 ? rule.compiled : undefined;
}

/** What lies before the window, or in no window at all. */
function historyQueries(state: RuleState, window: TimeWindow): readonly EventQuery[] {
  const { compiled } = state.rule;
  const [input = compiled] = state.inputs;
  const queries: EventQuery[] = [];
  const { plan } = input;
  if (plan.kind === 'new-terms')
    queries.push(...queriesOf(input, ['time'], { ...window, fromMs: window.fromMs - plan.historyMs }));
  if (plan.kind === 'indicators') {
    const { filter, indices = compiled.indices } = plan.indicators;
    queries.push({ filter, ...(indices !== undefined && { indices }) });
  }
  return queries;
}

async function readAlone(
  state: RuleState,
  queries: readonly EventQuery[],
  nowMs: number,
  { events, pause }: Pick<LookBackParts, 'events' | 'pause'>,
): Promise<void> {
  if (queries.length === 0) return;
  for await (const one of storedHits(buildRuleSet(state.inputs), events, queries)) {
    if ('passed' in one) await pause();
    else {
      const primaryMs = state.clock.primaryMs(one.event, one.timeMs, () => one.document);
      for (const hit of one.hits) state.takeHit(hit.rule, hit, one.event, primaryMs, nowMs);
    }
  }
}

async function readAlerts(states: readonly RuleState[], { alerts, live }: LookBackParts): Promise<void> {
  const fromMs = Math.min(...states.map(({ nextFromMs }) => nextFromMs));
  const field = { path: '@timestamp', type: 'date' } as const;
  const filter = { kind: 'range', field, op: '>=', value: new Date(fromMs).toISOString() } as const;
  const sort = [{ field: '@timestamp', order: 'asc' }] as const;
  for await (const batch of alerts.search({ filter, sort }))
    live.takeAlerts(
      batch.map(({ document }) => document),
      ALERT_INDEX,
      undefined,
      timeOfAlert,
    );
}

async function readPastAlerts(
  state: RuleState,
  { fromMs, toMs }: TimeWindow,
  alerts: AlertStore,
  nowMs: number,
): Promise<void> {
  const field = { path: '@timestamp', type: 'date' } as const;
  const bounds = [
    { op: '>=', value: new Date(fromMs).toISOString() },
    { op: '<=', value: new Date(toMs).toISOString() },
  ] as const;
  const set = buildRuleSet(state.inputs);
  const extractor = buildExtractor(set.fields);
  let arrival = 0;
  const sort = [{ field: '@timestamp', order: 'asc' }] as const;
  for await (const batch of alerts.search({ filter: { kind: 'between', field, bounds }, sort })) {
    for (const { document, uuid } of batch) {
      arrival++;
      const slots = extractor.fromDocument(document);
      const timeMs = timeOfAlert(document);
      const event: HitEvent = {
        ...{ id: uuid, index: ALERT_INDEX, ingestedMs: timeMs ?? nowMs, arrival },
        ...{ isAlert: true, takenMs: undefined, line: undefined },
      };
      const primaryMs = state.clock.primaryMs(event, timeMs, () => document);
      for (const hit of set.match({ index: ALERT_INDEX, slots, arrival, ref: 0 }))
        state.takeHit(hit.rule, hit, event, primaryMs, nowMs);
    }
  }
}

export function timeOfAlert(alert: JsonObject): number | undefined {
  const time = alert['@timestamp'];
  return typeof time === 'string' ? parseTimestampMs(time) : undefined;
}

function isOfAlerts({ rule }: RuleState): boolean {
  return areOfAlerts(rule.compiled.indices);
}
