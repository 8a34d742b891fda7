/** What a rule would have given over a past window of what is stored; nothing of it is kept. */
import type { AlertDocument, AlertGroup } from '../alerts/alert-document.ts';
import type { AppliedExceptions } from '../exceptions/apply-exceptions.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { MemoryAlertStore } from '../store/memory/alert-store.ts';
import type { Preview, PreviewOptions } from './detection.ts';
import type { FinishParts } from './finish-runs.ts';
import { type PastRunOptions, pastRuns } from './past-runs.ts';

/** Where the caller names no number. */
const MOST_ALERTS = 1000;

export async function previewRule(
  compiled: CompiledRule,
  exceptions: AppliedExceptions,
  { mostAlerts = MOST_ALERTS, onProgress, signal, window }: PreviewOptions,
  parts: FinishParts,
  given: Pick<PastRunOptions, 'budgets' | 'newId' | 'pause'>,
): Promise<Preview> {
  const startedMs = parts.now();
  const rule = { id: compiled.rule.rule_id, revision: 0, compiled };
  const told = new Map<string, AlertDocument>();
  const order: string[] = [];
  let hits = 0;
  let isAborted = false;
  const warnings = new Set<string>();
  const counted = new Set<string>();
  const alerts = new FirstAlerts(mostAlerts * DOCUMENTS_AN_ALERT);
  const options: PastRunOptions = {
    ...given,
    kind: 'manual',
    budgets: { ...given.budgets, mostAlerts: Number.POSITIVE_INFINITY },
    ...(signal !== undefined && { signal }),
    readsAlerts: parts.alerts,
    onProgress,
  };
  try {
    const runs = pastRuns(rule, exceptions, window, { ...parts, alerts }, options);
    for await (const { added, record } of runs) {
      hits += record.hits;
      for (const warning of record.warnings) if (!isOfQuiet(warning)) warnings.add(warning);
      for (const { alert } of added) {
        if (alert['kibana.alert.group.index'] !== undefined) continue;
        const uuid = alert['kibana.alert.uuid'];
        if (!counted.has(uuid) && order.length < mostAlerts) order.push(uuid);
        counted.add(uuid);
      }
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    isAborted = true;
  }
  // As they are in the end: those that came later may have been counted in them.
  for (const { document, uuid } of await alerts.byUuids(order)) told.set(uuid, document);
  const blocks = new Map<string, AlertDocument[]>();
  for await (const batch of alerts.search({ filter: IS_BLOCK })) {
    for (const { document } of batch) {
      const group = String(document['kibana.alert.group.id']);
      blocks.set(group, [...(blocks.get(group) ?? []), document]);
    }
  }
  const groups = order.flatMap((uuid): AlertGroup[] => {
    const alert = told.get(uuid);
    return alert === undefined ? [] : [{ alert, blocks: (blocks.get(uuid) ?? []).sort(byPosition) }];
  });
  const { indices } = compiled;
  const events = await parts.events.count({
    window: { by: 'time', ...window },
    ...(indices !== undefined && { indices }),
  });
  const durationMs = Math.max(0, parts.now() - startedMs);
  return {
    alerts: groups,
    alertCount: counted.size,
    events,
    hits,
    durationMs,
    isAborted,
    warnings: [...warnings],
  };
}

/** With building blocks. */
const DOCUMENTS_AN_ALERT = 20;

/** Keeps the first alerts alone; of the others is known that they were there by who added them. */
class FirstAlerts extends MemoryAlertStore {
  #left: number;

  constructor(most: number) {
    super();
    this.#left = most;
  }

  override async add(alerts: readonly AlertDocument[]): Promise<ReadonlySet<string>> {
    const kept = alerts.slice(0, this.#left);
    this.#left -= kept.length;
    return super.add(kept);
  }
}

const IS_BLOCK = {
  kind: 'exists',
  field: { path: 'kibana.alert.group.index', type: 'long' },
} as const;

/** What is said of many runs in one record means nothing here. */
function isOfQuiet(warning: string): boolean {
  return warning.endsWith('runs without hits in one record');
}

function byPosition(a: AlertDocument, b: AlertDocument): number {
  return Number(a['kibana.alert.group.index']) - Number(b['kibana.alert.group.index']);
}
