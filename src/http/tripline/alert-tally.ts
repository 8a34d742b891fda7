/**
 * All that a list of alerts tells beside its rows, from one pass over the alerts that pass: their order, how many there
 * are of each value and of each time, and in which groups they lie.
 */
import type {
  AlertGrouping,
  AlertGroupRow,
  AlertSeverity,
  AlertSort,
  FacetName,
  FacetValue,
  SeverityCounts,
} from '../../api/alert-list.ts';
import { valuesOf } from '../../event/field-value.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { Json } from '../../event/json.ts';
import type { ValueGroup } from '../../store/alert-store.ts';
import { TimeBuckets } from './time-buckets.ts';

/** The mildest first: the position is the rank. */
export const SEVERITIES: readonly AlertSeverity[] = ['low', 'medium', 'high', 'critical'];
const RANKS: ReadonlyMap<Json | undefined, number> = new Map(
  SEVERITIES.map((severity, rank) => [severity, rank]),
);

/** What is none counts as the mildest. */
export function rankOf(severity: Json | undefined): number {
  return RANKS.get(severity) ?? 0;
}

/** Of each facet, and of groups. */
const MOST_VALUES = 50;
const MOST_GROUPS = 500;
/** Later than any alert can be: the year 10,000. */
const LATEST_MS = 253_402_300_800_000;
/** Alerts of which uuid and time are held while a list is made. */
const MOST_HELD = 1_000_000;

/** What is asked of the store for each group of alerts, and of each alert. */
const BY = [
  'kibana.alert.severity',
  'kibana.alert.workflow_status',
  'kibana.alert.rule.rule_id',
  'kibana.alert.rule.name',
  'host.name',
  'user.name',
  'kibana.alert.rule.threat.tactic.id',
  'kibana.alert.rule.threat.tactic.name',
  'kibana.alert.workflow_assignee_ids',
] as const;
const EACH = ['kibana.alert.uuid', '@timestamp'] as const;
const PARENT = 'process.parent.name';

export class AlertTally {
  readonly fields: { readonly by: readonly string[]; readonly each: readonly string[] };
  /** All that passed. */
  total = 0;
  /** There were more than can be put in order. */
  isCut = false;
  readonly #grouping: AlertGrouping | undefined;
  readonly #uuids: string[] = [];
  readonly #times: number[] = [];
  readonly #ranks: number[] = [];
  readonly #facets: { readonly [K in FacetName]: Map<string, number> } = {
    ...{ severity: new Map(), status: new Map(), ruleId: new Map(), host: new Map(), user: new Map() },
    ...{ tactic: new Map(), assignee: new Map() },
  };
  readonly #labels = { ruleId: new Map<string, string>(), tactic: new Map<string, string>() };
  readonly #groups = new Map<string, GrowingGroup>();

  constructor(grouping: AlertGrouping | undefined) {
    this.#grouping = grouping;
    this.fields = { by: grouping === 'parent' ? [...BY, PARENT] : BY, each: EACH };
  }

  /** @param group of `fields` */
  take({ by, count, each: [uuids = [], times = []] }: ValueGroup): void {
    const [severities, statuses, ruleIds, ruleNames, hosts, users, tactics, tacticNames, assignees, parents] =
      by.map(textsOf);
    const rank = rankOf(severities?.[0]);
    const ruleId = ruleIds?.[0] ?? '';
    const status = statuses?.[0] ?? '';
    this.total += count;
    this.#count('severity', [SEVERITIES[rank] ?? 'low'], count);
    this.#count('status', [status], count);
    this.#count('ruleId', [ruleId], count);
    this.#count('host', hosts, count);
    this.#count('user', users, count);
    this.#count('tactic', tactics, count);
    this.#count('assignee', assignees, count);
    this.#labels.ruleId.set(ruleId, ruleNames?.[0] ?? ruleId);
    for (const [at, tactic] of (tactics ?? []).entries())
      this.#labels.tactic.set(tactic, tacticNames?.[at] ?? tactic);

    const first = this.#uuids.length;
    const taken = Math.min(uuids.length, MOST_HELD - first);
    if (taken < uuids.length) this.isCut = true;
    for (let at = 0; at < taken; at++) {
      const time = times[at];
      this.#uuids.push(String(uuids[at]));
      this.#times.push(typeof time === 'number' ? time : 0);
      this.#ranks.push(rank);
    }
    if (this.#grouping === undefined) return;
    const { rule, ...others } = {
      rule: [ruleId],
      host: hosts,
      user: users,
      tactic: tactics,
      parent: parents,
    };
    const values = this.#grouping === 'rule' ? rule : others[this.#grouping];
    for (const value of orNone(values)) {
      const group = this.#groups.get(value) ?? newGroup();
      this.#groups.set(value, group);
      group.count += count;
      if (status === 'open') group.open += count;
      group.severities[rank] = (group.severities[rank] ?? 0) + count;
      for (const host of hosts ?? []) group.hosts.add(host);
      for (let at = first; at < this.#uuids.length; at++) {
        const time = this.#times[at] ?? 0;
        group.firstMs = Math.min(group.firstMs, time);
        group.lastMs = Math.max(group.lastMs, time);
        group.members.push(at);
      }
    }
  }

  #count(name: FacetName, values: readonly string[] | undefined, by: number): void {
    const counts = this.#facets[name];
    for (const value of orNone(values)) counts.set(value, (counts.get(value) ?? 0) + by);
  }

  facet(name: FacetName): { readonly values: readonly FacetValue[]; readonly more: number } {
    const counts = [...this.#facets[name]].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const labels = name === 'ruleId' || name === 'tactic' ? this.#labels[name] : undefined;
    const values = counts.slice(0, MOST_VALUES).map(([value, count]): FacetValue => {
      const label = labels?.get(value);
      return { value, ...(label !== undefined && label !== value && { label }), count };
    });
    return { values, more: counts.length - values.length };
  }

  /** @param window where it is not said, from the first alert to the last */
  buckets(window: { readonly fromMs?: number | undefined; readonly toMs?: number | undefined }): TimeBuckets {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const time of this.#times) {
      if (time < first) first = time;
      if (time > last) last = time;
    }
    const toMs = window.toMs ?? (Number.isFinite(last) ? last : 0);
    const fromMs = window.fromMs ?? (Number.isFinite(first) ? Math.min(first, toMs) : toMs);
    const buckets = new TimeBuckets(fromMs, Math.max(fromMs, toMs), SEVERITIES.length);
    for (let at = 0; at < this.#times.length; at++) buckets.count(this.#times[at] ?? 0, this.#ranks[at] ?? 0);
    return buckets;
  }

  /** The uuids in order, no more than `most`, and for each group which of them are its. */
  ordered(
    sort: AlertSort,
    most: number,
  ): { readonly uuids: readonly string[]; readonly groups: ReadonlyMap<string, Uint32Array> } {
    const uuids = this.#uuids;
    const { order, places } = this.#inOrder(sort);
    const groups = new Map<string, Uint32Array>();
    for (const [value, { members }] of this.#groups) {
      const own = members.map(at => places[at] ?? 0).filter(place => place < most);
      groups.set(value, Uint32Array.from(own).sort());
    }
    return { uuids: Array.from(order.subarray(0, most), at => uuids[at] ?? ''), groups };
  }

  /**
   * By place the position, and by position the place. What alerts are sorted by is one number each, so that it is sorted
   * as numbers, many times quicker than by comparing alerts; those of one number stand in the order of their uuids.
   */
  #inOrder(sort: AlertSort): { readonly order: Uint32Array; readonly places: Uint32Array } {
    const [times, ranks, uuids] = [this.#times, this.#ranks, this.#uuids];
    const keys = new Float64Array(uuids.length);
    for (let at = 0; at < keys.length; at++) {
      const byRank = sort === 'severity' ? (SEVERITIES.length - (ranks[at] ?? 0)) * LATEST_MS : 0;
      keys[at] = byRank + (sort === 'oldest' ? 1 : -1) * (times[at] ?? 0);
    }
    const sorted = keys.toSorted();
    const next = new Map<number, number>();
    for (let place = sorted.length - 1; place >= 0; place--) next.set(sorted[place] ?? 0, place);
    const order = new Uint32Array(keys.length);
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] ?? 0;
      const place = next.get(key) ?? 0;
      next.set(key, place + 1);
      order[place] = at;
    }
    for (let from = 0; from < order.length; ) {
      let to = from + 1;
      while (to < order.length && sorted[to] === sorted[from]) to++;
      if (to > from + 1)
        order.subarray(from, to).sort((a, b) => ((uuids[a] ?? '') < (uuids[b] ?? '') ? -1 : 1));
      from = to;
    }
    const places = new Uint32Array(order.length);
    for (let place = 0; place < order.length; place++) places[order[place] ?? 0] = place;
    return { order, places };
  }

  /** Those with the worst alerts first. */
  groupRows(): { readonly groups: readonly AlertGroupRow[]; readonly more: number } {
    const worst = ({ severities }: GrowingGroup): number => severities.findLastIndex(count => count > 0);
    const all = [...this.#groups].sort(
      ([a, one], [b, other]) => worst(other) - worst(one) || other.count - one.count || (a < b ? -1 : 1),
    );
    const labels =
      this.#grouping === 'rule'
        ? this.#labels.ruleId
        : this.#grouping === 'tactic'
          ? this.#labels.tactic
          : undefined;
    const groups = all.slice(0, MOST_GROUPS).map(([value, group]): AlertGroupRow => {
      const { count, firstMs, hosts, lastMs, open, severities } = group;
      return {
        ...{ value, label: labels?.get(value) ?? value, count, open, severities: severityCounts(severities) },
        ...{ hosts: hosts.size, first: formatTimestamp(firstMs), last: formatTimestamp(lastMs) },
      };
    });
    return { groups, more: all.length - groups.length };
  }

  /** Those at or after a time. */
  since(ms: number): ReadonlySet<string> {
    const found = new Set<string>();
    for (let at = 0; at < this.#uuids.length; at++)
      if ((this.#times[at] ?? 0) >= ms) found.add(this.#uuids[at] ?? '');
    return found;
  }
}

interface GrowingGroup {
  count: number;
  open: number;
  readonly severities: number[];
  readonly hosts: Set<string>;
  firstMs: number;
  lastMs: number;
  /** Positions of its alerts. */
  readonly members: number[];
}

function newGroup(): GrowingGroup {
  const [firstMs, lastMs] = [Number.MAX_SAFE_INTEGER, 0];
  return { count: 0, open: 0, severities: [0, 0, 0, 0], hosts: new Set(), firstMs, lastMs, members: [] };
}

/** @param counts by rank */
export function severityCounts([
  low = 0,
  medium = 0,
  high = 0,
  critical = 0,
]: readonly number[]): SeverityCounts {
  return { low, medium, high, critical };
}

function textsOf(value: Json | undefined): readonly string[] {
  // Columns and documents hold scalars and lists of them at these fields; objects are no value.
  const values = valuesOf(value as Parameters<typeof valuesOf>[0]);
  return values.length < 2 ? values.map(String) : [...new Set(values.map(String))];
}

function orNone(values: readonly string[] | undefined): readonly string[] {
  return values === undefined || values.length === 0 ? [''] : values;
}
