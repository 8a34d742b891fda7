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
import type { AlertCensus, CensusFields, ValueCount, ValueGroup } from '../../store/alert-store.ts';
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

const SEVERITY = 'kibana.alert.severity';
const STATUS = 'kibana.alert.workflow_status';
const RULE_ID = 'kibana.alert.rule.rule_id';
const HOST = 'host.name';
const TACTIC = 'kibana.alert.rule.threat.tactic.id';
const EACH = ['kibana.alert.uuid', '@timestamp'] as const;

/** What values are counted of, each list alone: all of them together are nearly as many as there are alerts. */
const COUNTED = [
  [STATUS],
  [RULE_ID, 'kibana.alert.rule.name'],
  [HOST],
  ['user.name'],
  [TACTIC, 'kibana.alert.rule.threat.tactic.name'],
  ['kibana.alert.workflow_assignee_ids'],
] as const;

const GROUPED: { readonly [K in AlertGrouping]: string } = {
  ...{ rule: RULE_ID, host: HOST, user: 'user.name', tactic: TACTIC, parent: 'process.parent.name' },
};

export class AlertTally {
  readonly fields: CensusFields;
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
    const field = grouping === undefined ? undefined : GROUPED[grouping];
    // Of each group how many are open, and its hosts.
    const ofGroups = field === undefined ? [] : [[field, STATUS], field === HOST ? [HOST] : [field, HOST]];
    this.fields = {
      by: field === undefined ? [SEVERITY] : [SEVERITY, field],
      each: EACH,
      lists: [...COUNTED, ...ofGroups],
    };
  }

  /** @param census of `fields` */
  take({ counts, groups }: AlertCensus): void {
    for (const group of groups) this.#takeGroup(group);
    const [statuses, rules, hosts, users, tactics, assignees, openOf, hostsOf] = counts;
    this.#takeCounts('status', statuses, values => [values?.[0] ?? '']);
    this.#takeCounts('ruleId', rules, values => [values?.[0] ?? '']);
    this.#takeCounts('host', hosts);
    this.#takeCounts('user', users);
    this.#takeCounts('tactic', tactics);
    this.#takeCounts('assignee', assignees);
    for (const { by } of rules ?? []) {
      const [ids, names] = by.map(textsOf);
      const ruleId = ids?.[0] ?? '';
      this.#labels.ruleId.set(ruleId, names?.[0] ?? ruleId);
    }
    for (const { by } of tactics ?? []) {
      const [ids = [], names = []] = by.map(textsOf);
      for (const [at, id] of ids.entries()) this.#labels.tactic.set(id, names[at] ?? id);
    }
    for (const { by, count } of openOf ?? []) {
      const [values, states] = by.map(textsOf);
      if (states?.[0] === 'open') for (const group of this.#groupsOf(values)) group.open += count;
    }
    for (const { by } of hostsOf ?? []) {
      const [values, own = values] = by.map(textsOf);
      for (const group of this.#groupsOf(values)) for (const host of own ?? []) group.hosts.add(host);
    }
  }

  #takeGroup({ by, count, each: [uuids = [], times = []] }: ValueGroup): void {
    const [severities, values] = by.map(textsOf);
    const rank = rankOf(severities?.[0]);
    this.total += count;
    this.#count('severity', [SEVERITIES[rank] ?? 'low'], count);
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
    for (const group of this.#groupsOf(values)) {
      group.count += count;
      group.severities[rank] = (group.severities[rank] ?? 0) + count;
      for (let at = first; at < this.#uuids.length; at++) {
        const time = this.#times[at] ?? 0;
        group.firstMs = Math.min(group.firstMs, time);
        group.lastMs = Math.max(group.lastMs, time);
        group.members.push(at);
      }
    }
  }

  /** Those in which an alert of these values lies. */
  #groupsOf(values: readonly string[] | undefined): readonly GrowingGroup[] {
    const own = this.#grouping === 'rule' ? [values?.[0] ?? ''] : orNone(values);
    return own.map(value => {
      const group = this.#groups.get(value) ?? newGroup();
      this.#groups.set(value, group);
      return group;
    });
  }

  #takeCounts(
    name: FacetName,
    counts: readonly ValueCount[] | undefined,
    counted: (values: readonly string[] | undefined) => readonly string[] | undefined = values => values,
  ): void {
    for (const { by, count } of counts ?? []) this.#count(name, counted(textsOf(by[0])), count);
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
