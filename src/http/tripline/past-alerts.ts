/**
 * The alerts that a rule made, each with the events it stands on as far as alerts hold them: of a sequence, those of its
 * building blocks. Held for a minute, as whoever thinks of an exception asks again after each change.
 */
import type { Judged } from '../../api/exception-trial.ts';
import { isJsonObject, type JsonObject } from '../../event/json.ts';
import type { Predicate } from '../../plan/predicate.ts';
import type { StoredAlert } from '../../store/alert-store.ts';
import type { HttpParts } from '../parts.ts';
import { equals, sinceTime } from './alert-list-filter.ts';
import { textAt } from './alert-row.ts';
import { inTime, type Patience } from './asker.ts';
import { judgementOf, REASON_KEY } from './verdicts.ts';

/** Documents that are read, the latest first: some kilobytes each. */
const MOST_DOCUMENTS = 10_000;
const HELD_MS = 60_000;
const MOST_HELD = 4;

export interface PastAlert {
  readonly uuid: string;
  readonly judged: keyof Judged;
  readonly isOpen: boolean;
  /** In the order of the steps. */
  readonly events: readonly JsonObject[];
}

export interface PastAlerts {
  readonly alerts: readonly PastAlert[];
  /** There were more, or no time for all. */
  readonly isPartial: boolean;
}

export class PastAlertsOfRules {
  readonly #parts: Pick<HttpParts, 'alerts' | 'clock'>;
  readonly #held = new Map<string, { readonly atMs: number; readonly found: PastAlerts }>();

  constructor(parts: Pick<HttpParts, 'alerts' | 'clock'>) {
    this.#parts = parts;
  }

  async of(ruleId: string, fromMs: number, patience: Patience): Promise<PastAlerts> {
    const nowMs = this.#parts.clock();
    // From a moment that moves with the clock, so the minute is enough to tell it.
    const key = `${Math.round(fromMs / HELD_MS)} ${ruleId}`;
    const held = this.#held.get(key);
    if (held !== undefined && nowMs - held.atMs < HELD_MS) return held.found;
    const found = await this.#read(ruleId, fromMs, patience);
    this.#held.delete(key);
    if (!patience.timeUp.aborted) this.#held.set(key, { atMs: nowMs, found });
    const [oldest] = this.#held.keys();
    if (this.#held.size > MOST_HELD && oldest !== undefined) this.#held.delete(oldest);
    return found;
  }

  async #read(ruleId: string, fromMs: number, patience: Patience): Promise<PastAlerts> {
    const terms: Predicate[] = [equals('kibana.alert.rule.rule_id', [ruleId]), sinceTime(fromMs)];
    const shells: StoredAlert[] = [];
    const blocks = new Map<string, StoredAlert[]>();
    let count = 0;
    const isWhole = await inTime(patience, async signal => {
      const sort = [{ field: '@timestamp', order: 'desc' }] as const;
      const query = { filter: { kind: 'all', terms }, sort, size: MOST_DOCUMENTS + 1, signal } as const;
      for await (const batch of this.#parts.alerts.search(query))
        for (const alert of batch) {
          if (++count > MOST_DOCUMENTS) return false;
          if (alert.document[GROUP_INDEX] === undefined) shells.push(alert);
          else {
            const group = String(alert.document['kibana.alert.group.id']);
            blocks.set(group, [...(blocks.get(group) ?? []), alert]);
          }
        }
      return true;
    });
    const byStep = (a: StoredAlert, b: StoredAlert): number =>
      Number(a.document[GROUP_INDEX]) - Number(b.document[GROUP_INDEX]);
    const alerts = shells.map(({ document, uuid }): PastAlert => {
      const steps = (blocks.get(uuid) ?? []).toSorted(byStep).map(block => block.document);
      return {
        uuid,
        judged: judgementOf(textAt(document, REASON_KEY)),
        isOpen: textAt(document, 'kibana.alert.workflow_status') === 'open',
        events: (steps.length > 0 ? steps : [document]).map(eventOfAlert),
      };
    });
    return { alerts, isPartial: isWhole !== true };
  }
}

const GROUP_INDEX = 'kibana.alert.group.index';

/** The event as it was before it became an alert. */
export function eventOfAlert(document: JsonObject): JsonObject {
  const fields = Object.entries(document).filter(
    ([name]) => name !== 'kibana' && !name.startsWith('kibana.'),
  );
  const { event } = document;
  const time = textAt(document, 'kibana.alert.original_time') ?? textAt(document, '@timestamp');
  const kind = textAt(document, 'kibana.alert.original_event.kind');
  return {
    ...Object.fromEntries(fields),
    ...(time !== undefined && { '@timestamp': time }),
    ...(event !== undefined &&
      isJsonObject(event) && { event: { ...event, ...(kind !== undefined && { kind }) } }),
  };
}

/** What taking away these alerts would take away. */
export function judgedOf(alerts: readonly PastAlert[]): Judged {
  const counts = { harmless: 0, malicious: 0, unjudged: 0 };
  for (const { judged } of alerts) counts[judged]++;
  return counts;
}
