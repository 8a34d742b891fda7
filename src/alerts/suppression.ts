/**
 * Suppression: of alerts that are alike, one is told, and how many more there were. Alike are alerts of one rule with
 * equal values of some fields (`group_by`), within a stretch of event time:
 *
 *     duration 10m     09:00 a   09:04 a   09:09 b   09:12 a
 *     told             09:00 a (1 more, until 09:04)   09:09 b   09:12 a
 *
 * The stretch begins with the first alert of its group and does not slide. Without a duration it is the interval of
 * the rule, counted from 1970: a scan has no runs, and this is what runs on time would have seen
 * (docs/design/suppression.md). Which alert is told depends on times and ids alone, not on the order of arrival, and
 * its id is what it would be without suppression. Nothing here drops an alert without counting it.
 */
import { coerce } from '../event/coerce.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import { valuesOf } from '../event/field-value.ts';
import { formatTimestamp } from '../event/instant.ts';
import type { Json } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import { compareTexts } from '../event/text-order.ts';
import type { SuppressionForm } from '../rules/suppression-form.ts';
import type { AlertDocument } from './alert-document.ts';
import { suppressionId } from './alert-id.ts';

export interface SuppressionOptions {
  readonly form: SuppressionForm;
  readonly ruleId: string;
  /** The time from one run of the rule to the next. */
  readonly intervalMs: number;
  /**
   * `in-time`: alerts come in order of time, so that a group is told once its time has passed. `any`: they do not, and
   * all wait for the end. `at-once`: the first that comes is told as it comes, those after it are counted only.
   */
  readonly order: 'in-time' | 'any' | 'at-once';
}

/** Something that holds an alert: what is handed in comes out again with another document. */
interface Holder {
  readonly alert: AlertDocument;
  /** Of its latest event; undefined: no event has a usable time. */
  readonly timeMs: number | undefined;
}

export class Suppression<H extends Holder> {
  /** Alerts that are counted in another one. */
  suppressed = 0;
  readonly #options: SuppressionOptions;
  readonly #groups = new Map<string, Group<H>>();
  /** The groups in order of their first alerts, which is also that of their ends. */
  #queue: Group<H>[] = [];
  #waiting: H[] = [];

  constructor(options: SuppressionOptions) {
    this.#options = options;
  }

  /** Takes an alert, and gives those that are to be told now. */
  take(holder: H): readonly Told<H>[] {
    switch (this.#options.order) {
      case 'any':
        this.#waiting.push(holder);
        return [];
      case 'in-time':
        return this.#add(holder);
      case 'at-once':
        return this.#addAtOnce(holder);
    }
  }

  /** No alert will follow. */
  end(): readonly Told<H>[] {
    const told: Told<H>[] = [];
    for (const holder of this.#waiting.sort(byTimeAndId)) told.push(...this.#add(holder));
    this.#waiting = [];
    const open = [...this.#groups.values()];
    this.#groups.clear();
    this.#queue = [];
    if (this.#options.order !== 'at-once') told.push(...tellAll(open));
    return told;
  }

  #add(holder: H): readonly Told<H>[] {
    const told = holder.timeMs === undefined ? [] : this.#close(holder.timeMs);
    const terms = termsOf(holder.alert, this.#options.form);
    if (terms === undefined) return [...told, { holder, alert: holder.alert }];
    const key = this.#keyOf(terms, holder.timeMs);
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#begin(key, terms, holder);
      return told;
    }
    this.suppressed++;
    group.count++;
    widen(group, holder);
    // Of several at one time the id decides, as it does not depend on who came first.
    if (byTimeAndId(holder, group.first) < 0) group.first = holder;
    return told;
  }

  #addAtOnce(holder: H): readonly Told<H>[] {
    const terms = termsOf(holder.alert, this.#options.form);
    if (terms === undefined) return [{ holder, alert: holder.alert }];
    const key = this.#keyOf(terms, holder.timeMs);
    const group = this.#groups.get(key);
    const { durationMs, intervalMs } = this.#window();
    const apartMs = Math.abs((holder.timeMs ?? 0) - (group?.first.timeMs ?? 0));
    if (group !== undefined && apartMs <= (durationMs ?? intervalMs)) {
      this.suppressed++;
      return [];
    }
    const begun = this.#begin(key, terms, holder);
    // Two stretches later nobody will be late for it.
    const longAgoMs = (holder.timeMs ?? 0) - 2 * (durationMs ?? intervalMs);
    while ((this.#queue[0]?.closesMs ?? Number.POSITIVE_INFINITY) < longAgoMs) {
      const gone = this.#queue.shift();
      if (gone !== undefined && this.#groups.get(gone.key) === gone) this.#groups.delete(gone.key);
    }
    return [tell(begun)];
  }

  #begin(key: string, terms: readonly Term[], holder: H): Group<H> {
    const { durationMs, intervalMs } = this.#window();
    const { timeMs } = holder;
    const at = Date.parse(holder.alert['@timestamp']);
    const closesMs =
      timeMs === undefined
        ? Number.POSITIVE_INFINITY
        : durationMs === undefined
          ? (Math.floor(timeMs / intervalMs) + 1) * intervalMs - 1
          : timeMs + durationMs;
    const id = suppressionId(this.#options.ruleId, terms);
    const group = { key, id, terms, first: holder, closesMs, count: 0, startMs: at, endMs: at };
    this.#groups.set(key, group);
    if (timeMs !== undefined) this.#queue.push(group);
    return group;
  }

  /** Tells the groups whose time is over. */
  #close(nowMs: number): readonly Told<H>[] {
    let over = 0;
    while ((this.#queue[over]?.closesMs ?? Number.POSITIVE_INFINITY) < nowMs) over++;
    if (over === 0) return [];
    const closed = this.#queue.splice(0, over);
    for (const group of closed) this.#groups.delete(group.key);
    return tellAll(closed);
  }

  #window(): { readonly durationMs: number | undefined; readonly intervalMs: number } {
    return { durationMs: this.#options.form.durationMs, intervalMs: this.#options.intervalMs };
  }

  /** Alerts without a time are a stretch of their own. */
  #keyOf(terms: readonly Term[], timeMs: number | undefined): string {
    const { durationMs, intervalMs } = this.#window();
    const stretch =
      timeMs === undefined ? 'untimed' : durationMs === undefined ? Math.floor(timeMs / intervalMs) : 'timed';
    return JSON.stringify([stretch, ...terms.map(term => term.key)]);
  }
}

/** What was taken, and its document as it is to be told. */
export interface Told<H> {
  readonly holder: H;
  readonly alert: AlertDocument;
}

interface Group<H> {
  readonly key: string;
  readonly id: string;
  readonly terms: readonly Term[];
  /** The earliest; of several the one of the least id. */
  first: H;
  readonly closesMs: number;
  /** How many there are besides the first. */
  count: number;
  startMs: number;
  endMs: number;
}

interface Term {
  readonly field: string;
  /** The values in order, null where there is none. */
  readonly value: readonly Json[] | null;
  /** Equal for equal values, however the event spells them. */
  readonly key: string | null;
}

/** Undefined: the alert lacks a field, and such alerts stand alone. */
export function termsOf(
  alert: AlertDocument,
  { groupBy, missing }: SuppressionForm,
): readonly Term[] | undefined {
  const terms = groupBy.map(field => termOf(alert, field));
  return missing === 'doNotSuppress' && terms.some(({ value }) => value === null) ? undefined : terms;
}

function termOf(alert: AlertDocument, field: string): Term {
  const type = ecsSchema.typeOf(field) ?? 'unknown';
  const values = valuesOf(readField(alert, field)).map(raw => ({
    text: String(coerce(raw, type === 'unsupported' ? 'unknown' : type) ?? raw),
    // A document is JSON: it holds no bigint.
    raw: raw as Exclude<typeof raw, bigint>,
  }));
  if (values.length === 0) return { field, value: null, key: null };
  values.sort((a, b) => compareTexts(a.text, b.text));
  return { field, value: values.map(({ raw }) => raw), key: JSON.stringify(values.map(({ text }) => text)) };
}

function widen<H extends Holder>(group: Group<H>, { alert }: H): void {
  const at = Date.parse(alert['@timestamp']);
  group.startMs = Math.min(group.startMs, at);
  group.endMs = Math.max(group.endMs, at);
}

function byTimeAndId(a: Holder, b: Holder): number {
  const timeA = a.timeMs ?? Number.POSITIVE_INFINITY;
  const timeB = b.timeMs ?? Number.POSITIVE_INFINITY;
  if (timeA !== timeB) return timeA - timeB;
  return compareTexts(a.alert['kibana.alert.uuid'], b.alert['kibana.alert.uuid']);
}

function tellAll<H extends Holder>(groups: readonly Group<H>[]): readonly Told<H>[] {
  return groups.toSorted((a, b) => byTimeAndId(a.first, b.first)).map(tell);
}

function tell<H extends Holder>(group: Group<H>): Told<H> {
  const { count, endMs, first, id, startMs, terms } = group;
  return {
    holder: first,
    alert: {
      ...first.alert,
      'kibana.alert.instance.id': id,
      'kibana.alert.suppression.terms': terms.map(({ field, value }) => ({ field, value })),
      'kibana.alert.suppression.start': formatTimestamp(startMs),
      'kibana.alert.suppression.end': formatTimestamp(endMs),
      'kibana.alert.suppression.docs_count': count,
    },
  };
}
