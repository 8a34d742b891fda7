/** How each rule is, in a line: whether it can fire, how it ran, what it told, what it missed. */
import type { NamedReference } from '../../api/alert-list.ts';
import type { RuleOverviewRow, RuleReadiness, RulesOverview } from '../../api/rules-overview.ts';
import { dataOf } from '../../detect/coverage.ts';
import type { RunRecord } from '../../detect/detection.ts';
import { isMerelyUnsupported } from '../../detect/read-rule-body.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import { scheduleOf } from '../../detect/schedule.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { Predicate } from '../../plan/predicate.ts';
import { type AttackReference, techniquesOf } from '../../rules/rule.ts';
import type { HttpParts } from '../parts.ts';
import { equals, isAlertOfItsOwn, sinceTime } from './alert-list-filter.ts';
import { inTime, type Patience } from './asker.ts';
import { LatestRuns } from './latest-runs.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** What came within these counts as arriving. */
const ARRIVING_MS = 7 * 24 * HOUR_MS;
/** For so long, what arrives is as good as counted. */
const ARRIVED_MS = 60_000;

/** Indices into which events come; undefined among them: of unknown index. */
export type Arriving = readonly (string | undefined)[];

export interface Overviews {
  /** In the order of the rules. */
  readonly rows: readonly RuleOverviewRow[];
  readonly isPartial: boolean;
}

export class RuleOverviews {
  readonly #parts: HttpParts;
  readonly #latest: LatestRuns;
  #arriving: { readonly atMs: number; readonly indices: Arriving } | undefined;

  constructor(parts: HttpParts) {
    this.#parts = parts;
    this.#latest = new LatestRuns(parts);
  }

  /** Where there is no time to count, counts say the least there is. */
  async of(rules: readonly BookRule[], patience: Patience): Promise<Overviews> {
    const nowMs = this.#parts.clock();
    const only = rules.length === 1 ? rules[0] : undefined;
    const [arriving, runs, gaps, alerts] = await Promise.all([
      this.arriving(patience),
      this.#latest.all(),
      this.#gaps(),
      this.#alertsByHour(only, nowMs, patience),
    ]);
    const rows = rules.map(rule => {
      const byHour = alerts.byRule.get(rule.rule.rule_id) ?? new Array<number>(HOURS).fill(0);
      return {
        ...rowOf(rule, nowMs),
        ...lastRun(runs.get(rule.id)),
        alerts24h: { total: byHour.reduce((sum, count) => sum + count, 0), byHour },
        gapMs: gaps.get(rule.id) ?? 0,
        // What cannot be known in time is not called missing.
        readiness: readinessOf(rule, arriving ?? [undefined]),
      };
    });
    return { rows, isPartial: alerts.isPartial || arriving === undefined };
  }

  /** Undefined: there is no time to count it. */
  async arriving(patience: Patience): Promise<Arriving | undefined> {
    const nowMs = this.#parts.clock();
    if (this.#arriving !== undefined && nowMs - this.#arriving.atMs < ARRIVED_MS)
      return this.#arriving.indices;
    const tallies = await inTime(patience, signal =>
      this.#parts.events.sources({ fromMs: nowMs - ARRIVING_MS, toMs: nowMs, signal }),
    );
    if (tallies === undefined) return undefined;
    const indices = tallies.map(({ index }) => index);
    this.#arriving = { atMs: nowMs, indices };
    return indices;
  }

  /** By id of the rule, how long is not covered. */
  async #gaps(): Promise<ReadonlyMap<string, number>> {
    const gaps = new Map<string, number>();
    // Both ends are of the gap: one of a single millisecond is a gap too.
    for (const { fromMs, ruleId, state, toMs } of await this.#parts.detection.gaps())
      if (state !== 'filled') gaps.set(ruleId, (gaps.get(ruleId) ?? 0) + toMs - fromMs + 1);
    return gaps;
  }

  /** By `rule_id`, the oldest hour first. @param only of this rule */
  async #alertsByHour(
    only: BookRule | undefined,
    nowMs: number,
    patience: Patience,
  ): Promise<{ readonly byRule: ReadonlyMap<string, readonly number[]>; readonly isPartial: boolean }> {
    const fromMs = nowMs - HOURS * HOUR_MS;
    const terms: Predicate[] = [isAlertOfItsOwn(), sinceTime(fromMs)];
    if (only !== undefined) terms.push(equals(RULE_ID, [only.rule.rule_id]));
    const byRule = new Map<string, number[]>();
    const isWhole = await inTime(patience, async signal => {
      const query = { filter: { kind: 'all', terms }, signal } as const;
      const fields = { by: [RULE_ID], each: ['@timestamp'] };
      for await (const groups of this.#parts.alerts.groups(query, fields))
        for (const { by, each } of groups) {
          const ruleId = String(by[0] ?? '');
          const byHour = byRule.get(ruleId) ?? new Array<number>(HOURS).fill(0);
          byRule.set(ruleId, byHour);
          for (const time of each[0] ?? []) {
            const hour = Math.min(HOURS - 1, Math.floor((Number(time) - fromMs) / HOUR_MS));
            byHour[hour] = (byHour[hour] ?? 0) + 1;
          }
        }
      return true;
    });
    return { byRule, isPartial: isWhole === undefined };
  }
}

const RULE_ID = 'kibana.alert.rule.rule_id';

export function countsOf(rows: readonly RuleOverviewRow[]): RulesOverview['counts'] {
  const count = (test: (row: RuleOverviewRow) => boolean): number => rows.filter(test).length;
  return {
    on: count(({ isEnabled }) => isEnabled),
    off: count(({ isEnabled }) => !isEnabled),
    failing: count(({ isEnabled, lastRun: last }) => isEnabled && last?.outcome === 'failed'),
    gaps: count(({ gapMs }) => gapMs > 0),
    neverFires: count(({ readiness }) => readiness === 'no-data'),
    drafts: count(({ readiness }) => readiness === 'draft'),
    unsupported: count(({ readiness }) => readiness === 'unsupported'),
  };
}

function rowOf(book: BookRule, nowMs: number): Omit<RuleOverviewRow, 'alerts24h' | 'gapMs' | 'readiness'> {
  const { compiled, diagnostics, file, id, isEnabled, revision, rule } = book;
  const plan = compiled?.plan;
  const schedule = scheduleOf({ rule }, id);
  return {
    ...{ id, ruleId: rule.rule_id, name: rule.name, isEnabled, type: rule.type },
    ...(rule.language !== undefined && { language: rule.language }),
    ...{ severity: rule.severity, riskScore: rule.risk_score },
    tactics: eachOnce(rule.threat.map(({ tactic }) => tactic)),
    techniques: eachOnce(rule.threat.flatMap(techniquesOf)),
    ...{ tags: rule.tags, version: rule.version, revision },
    ...(file !== undefined && { file }),
    problems: diagnostics.filter(({ severity }) => severity !== 'hint').length,
    intervalMs: schedule.intervalMs,
    lookBackMs: nowMs - schedule.windowAt(nowMs).fromMs,
    ...(plan?.kind === 'sequence' && plan.maxspanMs !== undefined && { maxspanMs: plan.maxspanMs }),
  };
}

function eachOnce(references: readonly AttackReference[]): readonly NamedReference[] {
  return [...new Map(references.map(({ id, name }) => [id, { id, name }])).values()];
}

function readinessOf(rule: BookRule, arriving: Arriving): RuleReadiness {
  if (rule.compiled === undefined) return isMerelyUnsupported(rule) ? 'unsupported' : 'draft';
  return rule.isEnabled ? dataOf(rule.compiled, arriving) : 'off';
}

function lastRun(run: RunRecord | undefined): Pick<RuleOverviewRow, 'lastRun'> {
  if (run === undefined) return {};
  const { durationMs, newAlerts, outcome, startedAtMs, warnings } = run;
  return {
    lastRun: {
      ...{ at: formatTimestamp(startedAtMs), outcome, durationMs, newAlerts },
      ...(warnings.length > 0 && { message: warnings.join('; ') }),
    },
  };
}
