/** What a closed run did, and where records and gaps are kept. */
import { hasDropped } from '../engine/finisher.ts';
import type { JsonObject } from '../event/json.ts';
import type { ObjectStore, ObjectWrite } from '../store/object-store.ts';
import type { Gap, RunRecord } from './detection.ts';
import type { OpenFinish } from './finish-runs.ts';
import type { LateHits } from './rule-state.ts';
import type { SearchResult } from './search-hits.ts';
import type { WindowCounts } from './window-counts.ts';

export async function recordOf(
  one: OpenFinish,
  nowMs: number,
  { counts, now }: { readonly counts: WindowCounts; readonly now: () => number },
): Promise<RunRecord> {
  const { failure, found, hits, lastArrival, problems, search, startedMs, state, superseded } = one;
  const { compiled } = state.rule;
  const { window } = state;
  const statuses = [...found.keys()].map(uuid => state.told.get(uuid)?.status);
  const count = (wanted: string): number => statuses.filter(status => status === wanted).length;
  const cap = state.cap.record;
  const lost = state.hits.lostOf(window);
  const dropped = droppedIn(search);
  const warnings = [
    ...state.schedule.warnings,
    ...problems,
    ...(lost === undefined ? [] : ['hits took up more memory than a rule may have, and some were let go of']),
    ...(dropped === undefined ? [] : [dropped]),
    ...(cap.heldBack > 0
      ? [
          `max_signals is ${compiled.rule.max_signals}: ${cap.heldBack} alerts were held back; runs whose windows reach them make them`,
        ]
      : []),
    ...(failure === undefined ? [] : [`the run failed: ${failure}`]),
    ...lateWarning(state.tellLate()),
  ];
  const isWhole = problems.length === 0 && lost === undefined && dropped === undefined && cap.heldBack === 0;
  const heldBack = cap.heldBackMs;
  const stored = await counts.count({ by: state.clock.by[0] ?? 'time', ...window }, compiled.indices);
  return {
    id: state.runId,
    ruleId: state.rule.id,
    kind: state.kind,
    outcome: failure !== undefined ? 'failed' : isWhole ? 'succeeded' : 'partial',
    window,
    ...(lastArrival !== undefined && { lastArrival }),
    startedAtMs: nowMs,
    durationMs: Math.max(0, now() - startedMs),
    // One of the past was not due.
    delayMs: state.kind === 'scheduled' ? Math.max(0, nowMs - state.dueMs) : 0,
    events: stored,
    hits,
    newAlerts: count('early'),
    knownAlerts: count('settled'),
    supersededAlerts: superseded,
    suppressedAlerts: count('suppressed'),
    exceptedMatches: count('excepted') + state.excepted.within(window).length,
    ...(heldBack !== undefined && {
      heldBack: { fromMs: heldBack.from, toMs: heldBack.to, alerts: cap.heldBack },
    }),
    warnings,
    notCovered: failure !== undefined ? [window] : lost === undefined ? [] : [lost],
  };
}

/** What a search let go of for want of memory, in words. */
function droppedIn({ dropped }: Pick<SearchResult, 'dropped'>): string | undefined {
  if (!hasDropped(dropped)) return undefined;
  const parts = Object.entries(dropped).flatMap(([kind, count]) => (count > 0 ? [`${count} ${kind}`] : []));
  return `memory ran short, and state was let go of: ${parts.join(', ')}`;
}

function lateWarning(late: LateHits | undefined): readonly string[] {
  if (late === undefined) return [];
  const from = new Date(late.fromMs).toISOString();
  const to = new Date(late.toMs).toISOString();
  return [
    `${late.hits} events that the rule's filters let through came after the last run that looks back to them: run it over ${from} to ${to}`,
  ];
}

/** Records and gaps in the store of objects. */
export class RunLog {
  readonly #objects: ObjectStore;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  async runs(
    ruleId: string,
    {
      beforeMs = Number.POSITIVE_INFINITY,
      size = 100,
    }: { readonly size?: number; readonly beforeMs?: number },
  ): Promise<readonly RunRecord[]> {
    const stored = await this.#objects.list('run', { idPrefix: `${ruleId}/` });
    return stored
      .filter(({ id }) => id.startsWith(`${ruleId}/`))
      .map(({ body }) => body as unknown as RunRecord)
      .filter(({ startedAtMs }) => startedAtMs < beforeMs)
      .sort((a, b) => b.startedAtMs - a.startedAtMs || b.window.toMs - a.window.toMs)
      .slice(0, size);
  }

  /** Of each rule the run over the latest window. */
  async latest(): Promise<readonly RunRecord[]> {
    return (await this.#objects.lastOfEach('run')).map(({ body }) => body as unknown as RunRecord);
  }

  async gaps(ruleId?: string): Promise<readonly Gap[]> {
    const stored = await this.#objects.list('gap');
    return stored
      .map(({ body }) => body as unknown as Gap)
      .filter(gap => ruleId === undefined || gap.ruleId === ruleId)
      .sort((a, b) => b.fromMs - a.fromMs || (a.id < b.id ? -1 : 1));
  }
}

export function recordWrite(record: RunRecord): ObjectWrite {
  const id = `${record.ruleId}/${String(record.window.toMs).padStart(15, '0')}/${record.id}`;
  return { kind: 'run', id, body: record as unknown as JsonObject };
}

export function gapWrite(gap: Gap): ObjectWrite {
  return { kind: 'gap', id: gap.id, body: gap as unknown as JsonObject };
}

export function stateWrite(
  { rule }: { readonly rule: { readonly id: string } },
  body: JsonObject | undefined,
): ObjectWrite {
  return { kind: 'rule-state', id: rule.id, body };
}
