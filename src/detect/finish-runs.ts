/**
 * Finishes rules: searches the windows of their open runs, stores the alerts that are new, and, where a run is due,
 * closes it. Many rules go together, so that a store is asked and written once for all of them. The order matters for a
 * kill at any moment: alerts first, then what says that the run is closed; a run that was not closed is closed again.
 */
import type { AlertDocument, AlertGroup, SourceEvent } from '../alerts/alert-document.ts';
import { ruleUuid } from '../alerts/alert-id.ts';
import { standsOnRule } from '../alerts/ancestors.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import type { Json, JsonObject } from '../event/json.ts';
import type { AlertStore, StoredAlert } from '../store/alert-store.ts';
import type { EventStore } from '../store/event-store.ts';
import { type AlertIds, buildRunAlerts, idsOfMatch, timeOfMatch } from './alert-of-hits.ts';
import type { RunRecord } from './detection.ts';
import type { EventDocuments } from './event-documents.ts';
import type { HeldHit } from './held-hits.ts';
import type { RuleState, Told } from './rule-state.ts';
import { recordOf } from './run-records.ts';
import { type HitMatch, type SearchResult, searchHits } from './search-hits.ts';
import { WindowCounts } from './window-counts.ts';

const SUPERSEDED = 'kibana.alert.tripline.superseded';
export const WRITER = 'tripline';
const RUN_FIELD = { path: 'kibana.alert.rule.execution.uuid', type: 'keyword' } as const;
const MOST_RUNS_ASKED = 1000;

export interface FinishParts {
  readonly alerts: AlertStore;
  readonly events: EventStore;
  readonly documents: EventDocuments;
  readonly now: () => number;
  readonly allowedLatenessMs: number;
  readonly maxStateBytes: number;
  /** The share of the time that may go to finishing one rule between its closings. */
  readonly earlyShare: number;
  /** Lets others have their turn, where this one has had it for long. */
  readonly pause?: () => Promise<void>;
  /** The rules are about to be set anew: tasks that were not begun are left as they are. */
  readonly isOutdated?: () => boolean;
  /** The number of the event that the rules saw last. */
  readonly lastArrival?: () => number;
}

export interface FinishTask {
  readonly state: RuleState;
  readonly isClosing: boolean;
  /** Of a past run; else the clock says how far the time of the events is. */
  readonly watermarkMs?: number;
}

/** A run that closed. */
export interface FinishedRun {
  readonly state: RuleState;
  readonly record: RunRecord;
  /** The alerts of its window. */
  readonly found: ReadonlySet<string>;
}

export interface FinishedBatch {
  readonly runs: readonly FinishedRun[];
  /** Alerts and building blocks that were stored, with when the latest event of each was taken. */
  readonly added: readonly { readonly alert: AlertDocument; readonly takenMs: number | undefined }[];
}

/** A rule that is being finished. */
export interface OpenFinish extends FinishTask {
  readonly search: SearchResult;
  readonly hits: number;
  /** Its matches by the ids of their alerts, each once. */
  readonly found: ReadonlyMap<string, FoundAlert>;
  readonly startedMs: number;
  readonly lastArrival: number | undefined;
  readonly problems: string[];
  superseded: number;
  failure: string | undefined;
}

interface FoundAlert {
  readonly match: HitMatch;
  readonly ids: AlertIds;
}

/** Undoes what was noted of a batch that could not be stored: it is read from the store again. */
export function forgetUnstored(states: Iterable<RuleState>): void {
  for (const state of states) {
    state.restore(state.saved);
    state.told.clear();
    state.needsRecall = true;
    state.isDirty = true;
  }
}

export async function finishRuns(
  tasks: readonly FinishTask[],
  nowMs: number,
  parts: FinishParts,
): Promise<FinishedBatch> {
  await recallOpenRuns(
    tasks.map(({ state }) => state),
    parts.alerts,
  );
  const open: OpenFinish[] = [];
  for (const task of tasks) {
    if (parts.isOutdated?.() === true) break;
    if (task.state.needsLookBack) continue;
    open.push(search(task, nowMs, parts));
    await parts.pause?.();
  }
  await recallKnown(open, parts.alerts);
  const documents = await documentsFor(open, parts.documents);
  const patches = new Map<string, { [key: string]: Json | undefined }>();
  const added: { alert: AlertDocument; takenMs: number | undefined }[] = [];
  for (const one of open) {
    added.push(...takeNew(one, documents, patches, nowMs));
    settle(one, patches);
  }
  if (added.length > 0) await parts.alerts.add(added.map(({ alert }) => alert));
  if (patches.size > 0)
    await parts.alerts.patch(
      [...patches.keys()],
      document => patches.get(document['kibana.alert.uuid']) ?? {},
      { who: WRITER, atMs: nowMs },
    );
  const runs: FinishedRun[] = [];
  const counts = new WindowCounts(parts.events);
  for (const one of open) {
    if (!one.isClosing) continue;
    const { found, search: result, state } = one;
    const record = await recordOf(one, nowMs, { counts, now: parts.now });
    // What is held back is to be found again.
    if (record.heldBack === undefined && record.outcome !== 'failed')
      state.note(result.noted, one.watermarkMs ?? nowMs - parts.allowedLatenessMs);
    runs.push({ state, record, found: new Set(found.keys()) });
  }
  return { runs, added };
}

function search(
  task: FinishTask,
  nowMs: number,
  { allowedLatenessMs, earlyShare, lastArrival, maxStateBytes, now }: FinishParts,
): OpenFinish {
  const { state } = task;
  const startedMs = now();
  const window = state.window;
  // Of many rules nearly every event hits at a step that means nothing alone: a record counts them, a search need not.
  const mayMatch = state.mayMatch;
  const hits = task.isClosing || mayMatch ? inWindow(state) : [];
  state.hits.beginSearch();
  const { plan } = state.rule.compiled;
  const input = state.inputs[0]?.plan ?? plan;
  const found = new Map<string, FoundAlert>();
  let failure: string | undefined;
  let result: SearchResult = NOTHING_FOUND;
  try {
    if (mayMatch)
      result = searchHits(input, hits, {
        watermarkMs: task.watermarkMs ?? nowMs - allowedLatenessMs,
        memory: state.memory,
        maxStateBytes,
      });
    for (const match of result.matches) {
      const ids = idsOfMatch(state.rule.compiled.rule, match);
      if (!found.has(ids.uuid)) found.set(ids.uuid, { match, ids });
    }
  } catch (error) {
    // One rule never stops the others; that it failed stands in its record.
    failure = error instanceof Error ? error.message : String(error);
  }
  state.isDirty = false;
  state.wakeMs =
    result.undecidedUntilMs === undefined || result.undecidedUntilMs > window.toMs + state.schedule.intervalMs
      ? Number.POSITIVE_INFINITY
      : result.undecidedUntilMs + allowedLatenessMs;
  const endedMs = now();
  state.notBeforeMs = endedMs + Math.max(0, endedMs - startedMs) * (1 / earlyShare - 1);
  const problems: string[] = [];
  return {
    ...task,
    search: result,
    hits: hits.length,
    found,
    startedMs,
    lastArrival: lastArrival?.(),
    problems,
    superseded: 0,
    failure,
  };
}

const NOTHING_FOUND: SearchResult = {
  matches: [],
  dropped: { begun: 0, absent: 0, matches: 0 },
  undecidedUntilMs: undefined,
  noted: [],
};

/** With the indicators, whenever they came. */
export function inWindow(state: RuleState): readonly HeldHit[] {
  const hits = state.hits.within(state.window);
  if (state.references === undefined || hits.length === 0) return hits;
  return [...hits, ...state.references.all()].sort((a, b) => compareOrdinals(a.ordinal, b.ordinal));
}

/** What a process before this one told early, and no run of which is closed. */
export async function recallOpenRuns(states: readonly RuleState[], alerts: AlertStore): Promise<void> {
  const recalled = states.filter(({ needsRecall }) => needsRecall);
  const asked = new Map(
    recalled.flatMap(state => [...state.passedOver, state.runId].map(id => [id, state] as const)),
  );
  const ids = [...asked.keys()];
  for (let at = 0; at < ids.length; at += MOST_RUNS_ASKED) {
    const values = ids.slice(at, at + MOST_RUNS_ASKED);
    const found: StoredAlert[] = [];
    const filter = { kind: 'equals', field: RUN_FIELD, values, ignoreCase: false } as const;
    for await (const batch of alerts.search({ filter })) found.push(...batch);
    const blocks = new Map<string, string[]>();
    for (const { document, uuid } of found) {
      if (!isBlock(document)) continue;
      const group = String(document['kibana.alert.group.id']);
      blocks.set(group, [...(blocks.get(group) ?? []), uuid]);
    }
    for (const { document, uuid } of found) {
      const state = asked.get(String(document[RUN_FIELD.path]));
      if (state !== undefined && !isBlock(document))
        state.told.set(uuid, toldOf(document, 'early', blocks.get(uuid) ?? []));
    }
  }
  for (const state of recalled) {
    state.needsRecall = false;
    state.resetCap([...state.told.values()].filter(({ status }) => status === 'early').length);
  }
}

function isBlock(document: AlertDocument): boolean {
  return document['kibana.alert.group.index'] !== undefined;
}

/** Matches that another run told, or a process before this one. */
async function recallKnown(open: readonly OpenFinish[], alerts: AlertStore): Promise<void> {
  const unknown = new Set<string>();
  for (const { found, state } of open)
    for (const uuid of found.keys()) if (!state.told.has(uuid)) unknown.add(uuid);
  if (unknown.size === 0) return;
  const known = await alerts.known([...unknown]);
  if (known.size === 0) return;
  const stored = new Map(
    (await alerts.byUuids([...known])).map(({ document, uuid }) => [uuid, document] as const),
  );
  for (const { found, state } of open) {
    for (const [uuid, { ids }] of found) {
      const document = state.told.has(uuid) ? undefined : stored.get(uuid);
      if (document !== undefined) state.told.set(uuid, toldOf(document, 'settled', ids.blocks));
    }
  }
}

function toldOf(document: AlertDocument, status: 'early' | 'settled', blocks: readonly string[]): Told {
  const result = document['kibana.alert.threshold_result'] as JsonObject | undefined;
  const count = result?.['count'];
  return {
    status: document[SUPERSEDED] === true ? 'superseded' : status,
    blocks,
    count: typeof count === 'number' ? count : undefined,
  };
}

/** Whether its documents are needed: it is not told yet, or says a count that is not so any more. */
function needsDocuments({ isClosing, state }: OpenFinish, uuid: string, { match }: FoundAlert): boolean {
  const told = state.told.get(uuid);
  return told === undefined || (isClosing && hasGrown(told, match));
}

function hasGrown(told: Told, { found }: HitMatch): boolean {
  return found?.kind === 'threshold' && told.count !== undefined && told.count !== found.count;
}

async function documentsFor(
  open: readonly OpenFinish[],
  documents: EventDocuments,
): Promise<ReadonlyMap<string, SourceEvent>> {
  const wanted = open.flatMap(one =>
    [...one.found].flatMap(([uuid, found]) =>
      needsDocuments(one, uuid, found) ? found.match.hits.flatMap(hit => hit?.event ?? []) : [],
    ),
  );
  return wanted.length === 0 ? new Map() : documents.find(new Set(wanted));
}

/** The alerts that are to be stored, the oldest first. */
function takeNew(
  one: OpenFinish,
  documents: ReadonlyMap<string, SourceEvent>,
  patches: Map<string, { [key: string]: Json | undefined }>,
  nowMs: number,
): readonly { readonly alert: AlertDocument; readonly takenMs: number | undefined }[] {
  const { found, problems, state } = one;
  const fresh = [...found]
    .filter(([uuid, alert]) => needsDocuments(one, uuid, alert))
    .map(([uuid, alert]) => ({ uuid, ...alert, timeMs: timeOfMatch(alert.match) ?? nowMs }))
    .sort((a, b) => a.timeMs - b.timeMs);
  const added: { alert: AlertDocument; takenMs: number | undefined }[] = [];
  let unreadable = 0;
  for (const { ids, match, timeMs, uuid } of fresh) {
    const group = groupOf(one, match, documents, nowMs);
    if (group === 'unreadable') unreadable++;
    if (typeof group === 'string') {
      if (group !== 'unreadable') state.told.set(uuid, { status: group, blocks: [] });
      continue;
    }
    const told = state.told.get(uuid);
    if (told !== undefined) {
      // Told already, and more events of it have come.
      const { alert } = group;
      for (const key of ['kibana.alert.threshold_result', 'kibana.alert.reason'])
        addPatch(patches, uuid, { [key]: alert[key] });
      told.count = match.found?.kind === 'threshold' ? match.found.count : undefined;
      continue;
    }
    const answer = state.suppression?.take(group.alert, timeMs) ?? { kind: 'told', alert: group.alert };
    if (answer.kind === 'counted') {
      addPatch(patches, answer.uuid, answer.change);
      state.told.set(uuid, { status: 'suppressed', blocks: [] });
      continue;
    }
    if (state.cap.take(uuid, timeMs) === 'held-back') {
      state.suppression?.forget(uuid);
      continue;
    }
    const count = match.found?.kind === 'threshold' ? match.found.count : undefined;
    state.told.set(uuid, { status: 'early', blocks: ids.blocks, count });
    const takenMs = match.hits.reduce<number | undefined>((latest, hit) => {
      const ms = hit?.event.takenMs;
      return ms === undefined ? latest : Math.max(ms, latest ?? ms);
    }, undefined);
    for (const block of group.blocks) added.push({ alert: block, takenMs: undefined });
    added.push({ alert: answer.alert, takenMs });
  }
  if (unreadable > 0)
    problems.push(`${unreadable} matches have events that are in the store no more, and are not told`);
  return added;
}

function groupOf(
  { state }: OpenFinish,
  match: HitMatch,
  documents: ReadonlyMap<string, SourceEvent>,
  nowMs: number,
): AlertGroup | 'unreadable' | 'refused' | 'excepted' {
  const { compiled } = state.rule;
  const events = match.hits.map(hit => (hit === undefined ? undefined : documents.get(hit.event.id)));
  if (match.hits.some((hit, at) => hit !== undefined && events[at] === undefined)) return 'unreadable';
  if (standsOnRule(ruleUuid(compiled.rule.rule_id), events)) return 'refused';
  const present = events.flatMap(event => (event === undefined ? [] : [event.document]));
  if (!state.exceptions.isKept(0, present)) return 'excepted';
  const kind = state.kind === 'scheduled' ? 'scheduled' : 'manual';
  const run = { id: state.runId, kind, dueMs: state.dueMs, startedMs: nowMs } as const;
  return buildRunAlerts(compiled.rule, match, events, compiled.plan.kind === 'sample', run);
}

/** What the search says of alerts that were told before. */
function settle(one: OpenFinish, patches: Map<string, { [key: string]: Json | undefined }>): void {
  const { failure, found, isClosing, state } = one;
  if (failure !== undefined) return;
  for (const [uuid, told] of state.told) {
    if (found.has(uuid)) {
      if (told.status !== 'superseded') continue;
      // It is this run's now, which closes over it.
      const change = { [SUPERSEDED]: undefined, [RUN_FIELD.path]: state.runId };
      for (const id of [uuid, ...told.blocks]) addPatch(patches, id, change);
      told.status = 'early';
    } else if (isClosing && told.status === 'early') {
      for (const id of [uuid, ...told.blocks]) addPatch(patches, id, { [SUPERSEDED]: true });
      state.suppression?.forget(uuid);
      one.superseded++;
    }
  }
}

function addPatch(
  patches: Map<string, { [key: string]: Json | undefined }>,
  uuid: string,
  change: { readonly [key: string]: Json | undefined },
): void {
  patches.set(uuid, { ...patches.get(uuid), ...change });
}
