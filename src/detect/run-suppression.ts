/**
 * Suppression over runs: of alerts that are alike the first that is found is told, and those of its stretch of event
 * time are counted in it, whichever run finds them (docs/design/suppression.md; `at-once` there). An alert that is
 * counted once is not counted again by the next run, whose window overlaps.
 */
import type { AlertDocument } from '../alerts/alert-document.ts';
import { suppressionId } from '../alerts/alert-id.ts';
import { termsOf } from '../alerts/suppression.ts';
import { formatTimestamp } from '../event/instant.ts';
import type { Json, JsonObject } from '../event/json.ts';
import type { SuppressionForm } from '../rules/suppression-form.ts';

export interface SuppressionScope {
  readonly form: SuppressionForm;
  readonly ruleId: string;
  readonly intervalMs: number;
}

interface Stretch {
  readonly key: string;
  /** Of the alert that is told. */
  readonly uuid: string;
  readonly timeMs: number;
  startMs: number;
  endMs: number;
  readonly members: Set<string>;
  count: number;
}

/** Of so many alerts of a stretch it is known which they are; further ones may be counted by each run that finds them. */
const MOST_MEMBERS = 10_000;

export type SuppressionAnswer =
  | { readonly kind: 'told'; readonly alert: AlertDocument }
  | { readonly kind: 'counted'; readonly uuid: string; readonly change: JsonObject };

export class RunSuppression {
  readonly #scope: SuppressionScope;
  readonly #stretches = new Map<string, Stretch[]>();

  constructor(scope: SuppressionScope, saved: Json | undefined) {
    this.#scope = scope;
    for (const one of Array.isArray(saved) ? (saved as readonly JsonObject[]) : []) {
      const { count, endMs, key, members, startMs, timeMs, uuid } = one;
      this.#stretchesOf(String(key)).push({
        key: String(key),
        uuid: String(uuid),
        timeMs: Number(timeMs),
        startMs: Number(startMs),
        endMs: Number(endMs),
        members: new Set((members as readonly string[] | undefined) ?? []),
        count: Number(count),
      });
    }
  }

  /** What becomes of an alert that is not told yet; `timeMs` is that of its latest event. */
  take(alert: AlertDocument, timeMs: number): SuppressionAnswer {
    const { form, intervalMs, ruleId } = this.#scope;
    const terms = termsOf(alert, form);
    if (terms === undefined) return { kind: 'told', alert };
    const uuid = alert['kibana.alert.uuid'];
    const key = JSON.stringify([
      form.durationMs === undefined ? Math.floor(timeMs / intervalMs) : 'timed',
      ...terms.map(term => term.key),
    ]);
    const stretches = this.#stretchesOf(key);
    const open = stretches.find(
      stretch => Math.abs(timeMs - stretch.timeMs) <= (form.durationMs ?? intervalMs),
    );
    if (open === undefined) {
      stretches.push({ key, uuid, timeMs, startMs: timeMs, endMs: timeMs, members: new Set(), count: 0 });
      const told = {
        ...alert,
        'kibana.alert.instance.id': suppressionId(ruleId, terms),
        'kibana.alert.suppression.terms': terms.map(({ field, value }) => ({ field, value })),
        ...rangeOf({ startMs: timeMs, endMs: timeMs, count: 0 }),
      };
      return { kind: 'told', alert: told };
    }
    if (!open.members.has(uuid)) {
      if (open.members.size < MOST_MEMBERS) open.members.add(uuid);
      open.count++;
      open.startMs = Math.min(open.startMs, timeMs);
      open.endMs = Math.max(open.endMs, timeMs);
    }
    return { kind: 'counted', uuid: open.uuid, change: rangeOf(open) };
  }

  /** An alert that was told is not there any more: the next one like it is told. */
  forget(uuid: string): void {
    for (const [key, stretches] of this.#stretches) {
      const left = stretches.filter(stretch => stretch.uuid !== uuid);
      if (left.length === 0) this.#stretches.delete(key);
      else if (left.length < stretches.length) this.#stretches.set(key, left);
    }
  }

  /** No alert before this time will come any more. */
  forgetBefore(ms: number): void {
    const lengthMs = this.#scope.form.durationMs ?? this.#scope.intervalMs;
    for (const [key, stretches] of this.#stretches) {
      const left = stretches.filter(({ timeMs }) => timeMs + lengthMs >= ms);
      if (left.length === 0) this.#stretches.delete(key);
      else this.#stretches.set(key, left);
    }
  }

  save(): Json {
    return [...this.#stretches.values()]
      .flat()
      .map(({ members, ...rest }) => ({ ...rest, members: [...members] }));
  }

  #stretchesOf(key: string): Stretch[] {
    const known = this.#stretches.get(key);
    if (known !== undefined) return known;
    const stretches: Stretch[] = [];
    this.#stretches.set(key, stretches);
    return stretches;
  }
}

function rangeOf({ count, endMs, startMs }: Pick<Stretch, 'count' | 'endMs' | 'startMs'>): JsonObject {
  return {
    'kibana.alert.suppression.start': formatTimestamp(startMs),
    'kibana.alert.suppression.end': formatTimestamp(endMs),
    'kibana.alert.suppression.docs_count': count,
  };
}
