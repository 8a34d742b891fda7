/** `tripline scan`: every event through every rule, and an alert for each match. */
import { createHash } from 'node:crypto';
import type { AlertGroup } from '../alerts/alert-document.ts';
import { ruleUuid } from '../alerts/alert-id.ts';
import { alertsOfMatch } from '../alerts/alerts-of-match.ts';
import { standsOnRule } from '../alerts/ancestors.ts';
import { Suppression, type Told } from '../alerts/suppression.ts';
import { parseDurationMs } from '../base/duration.ts';
import { timeOf } from '../engine/ordinal.ts';
import type { RuleInput } from '../engine/rule-set.ts';
import { areOfAlerts } from '../event/alert-index.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import { readField } from '../event/read-field.ts';
import {
  AppliedExceptions,
  type ExceptionItems,
  type ExceptionOptions,
  type ItemCount,
  type MissingList,
} from '../exceptions/apply-exceptions.ts';
import type { EventInput } from '../ingest/read-events.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { readSuppression } from '../rules/suppression-form.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { AlertRules } from './alert-rules.ts';
import { documentsOf, type FoundMatch } from './finishing.ts';
import { type ReplayCounts, type ReplayObserver, type ReplayOptions, replay } from './replay.ts';

export interface ScanOptions extends ReplayOptions {
  /** At most this many alerts of each rule; the rest is counted. A scan has no cap of its own. */
  readonly maxAlerts?: number | undefined;
  /** What is agreed not to be alerted about. */
  readonly exceptions?: ScanExceptions | undefined;
  /** The inputs have no end yet: suppression tells the first alert that comes, and counts the others. */
  readonly following?: boolean;
  /** Marks the alerts of this run (`kibana.alert.rule.execution.uuid`). */
  readonly executionUuid: string;
}

export interface ScanExceptions extends ExceptionItems, ExceptionOptions {}

export interface ScanObserver {
  onAlert(alert: FoundAlert): void | Promise<void>;
  onProblem(diagnostic: Diagnostic): void;
  onEvent?: ReplayObserver['onEvent'];
}

export interface FoundAlert {
  readonly rule: CompiledRule;
  readonly match: FoundMatch;
  readonly group: AlertGroup;
}

export interface ScanResult {
  readonly counts: ReplayCounts;
  /** Alerts told, by position of the rule. */
  readonly alerts: readonly number[];
  /** Alerts beyond `maxAlerts`, by position of the rule. */
  readonly cut: readonly number[];
  /** Alerts that are counted in others, by position of the rule. */
  readonly suppressed: readonly number[];
  /** What each exception removed. */
  readonly exceptions: readonly ItemCount[];
  /** Exception lists that rules name and nobody gave. */
  readonly missingLists: readonly MissingList[];
}

const NO_ITEMS: ExceptionItems = { items: [], lists: new Set() };
const NO_LISTS: ExceptionOptions = { schema: ecsSchema, valueLists: new Map(), drops: 'event' };

/** Finds the matches of the rules in some events: `replay`, or another way to do the same. */
export type Driver = (
  rules: readonly RuleInput[],
  options: ReplayOptions,
  observer: ReplayObserver,
) => Promise<ReplayCounts>;

/** Alerts are told rule by rule, those of a rule in the order of event time. */
export function scan(
  inputs: AsyncIterable<EventInput> | Iterable<EventInput>,
  rules: readonly CompiledRule[],
  options: ScanOptions,
  observer: ScanObserver,
): Promise<ScanResult> {
  const driver: Driver = (inputRules, replayOptions, replayObserver) =>
    replay(inputs, inputRules, replayOptions, replayObserver);
  return scanBy(driver, rules, options, observer);
}

/** Likewise, with a driver of the caller's: alerts are told in the order in which it tells matches. */
export async function scanBy(
  drive: Driver,
  rules: readonly CompiledRule[],
  options: ScanOptions,
  observer: ScanObserver,
): Promise<ScanResult> {
  const alerts = rules.map(() => 0);
  const cut = rules.map(() => 0);
  const most = options.maxAlerts ?? Number.POSITIVE_INFINITY;
  const isNew = newAlerts(rules);
  const exceptions = new AppliedExceptions(
    rules,
    options.exceptions ?? NO_ITEMS,
    options.exceptions ?? NO_LISTS,
  );
  const { inputs } = exceptions;
  const alertRules = new AlertRules(inputs, options, observer.onProblem);
  const suppressions = rules.map(rule => suppressionOf(rule, options));
  async function tell({ holder, alert }: Told<HeldAlert>): Promise<void> {
    const { blocks, match, rule } = holder;
    const group = { alert, blocks };
    if (!areOfAlerts(rule.indices)) alertRules.takeMade(group);
    if ((alerts[match.rule] ?? 0) >= most) {
      cut[match.rule] = (cut[match.rule] ?? 0) + 1;
      return;
    }
    alerts[match.rule] = (alerts[match.rule] ?? 0) + 1;
    await observer.onAlert({ rule, match, group });
  }
  async function endOf(rule: number): Promise<void> {
    for (const told of suppressions[rule]?.end() ?? []) await tell(told);
  }
  let current = 0;
  async function onMatch(match: FoundMatch): Promise<void> {
    if (match.rule === inputs.length) return alertRules.takeFound(match);
    const rule = rules[match.rule];
    if (rule === undefined) {
      // What exceptions removed is matched too, to be counted.
      if (exceptions.isKept(match.rule, documentsOf(match)))
        throw new Error(`a match of rule ${match.rule}, which was not loaded`);
      return;
    }
    const group = alertsOfMatch(rule.rule, match, {
      executionUuid: options.executionUuid,
      isUnordered: rule.plan.kind === 'sample',
    });
    if (standsOnRule(ruleUuid(rule.rule.rule_id), match.events) || !isNew(match, group)) return;
    if (!exceptions.isKept(match.rule, documentsOf(match))) return;
    // Matches of unordered inputs come rule by rule.
    if (match.rule !== current && options.ordered !== true && options.following !== true)
      await endOf(current);
    current = match.rule;
    const held = { rule, match, ...group, timeMs: timeOfMatch(rule, match) };
    const suppression = suppressions[match.rule];
    const told = suppression === undefined ? [{ holder: held, alert: held.alert }] : suppression.take(held);
    for (const one of told) await tell(one);
  }
  try {
    const counts = await drive(alertRules.firstPass, options, {
      ...(observer.onEvent === undefined ? {} : { onEvent: observer.onEvent }),
      onProblem: observer.onProblem,
      onMatch,
    });
    // What was held back is an alert to the rules that read alerts, too.
    for (const rule of rules.keys()) await endOf(rule);
    for (const match of alertRules.end(counts)) await onMatch(match);
    for (const rule of rules.keys()) await endOf(rule);
    return {
      counts,
      alerts,
      cut,
      suppressed: suppressions.map(suppression => suppression?.suppressed ?? 0),
      exceptions: exceptions.counts(),
      missingLists: exceptions.missingLists,
    };
  } finally {
    alertRules.close();
  }
}

/** An alert that may wait until it is known how many it stands for. */
interface HeldAlert extends Pick<FoundAlert, 'rule' | 'match'>, AlertGroup {
  readonly timeMs: number | undefined;
}

function suppressionOf(
  { plan, rule }: CompiledRule,
  { following }: ScanOptions,
): Suppression<HeldAlert> | undefined {
  const form = readSuppression(rule).value;
  if (form === undefined) return undefined;
  // Only these two tell their matches in order of time.
  const isInTime = plan.kind === 'events' || plan.kind === 'sequence';
  return new Suppression({
    form,
    ruleId: rule.rule_id,
    intervalMs: parseDurationMs(rule.interval) ?? DEFAULT_INTERVAL_MS,
    order: following === true ? 'at-once' : isInTime ? 'in-time' : 'any',
  });
}

const DEFAULT_INTERVAL_MS = 300_000;

/** The time of its latest event, by the field that the rule goes by. */
function timeOfMatch({ plan }: CompiledRule, match: FoundMatch): number | undefined {
  const times = documentsOf(match).flatMap(
    document => timeOf(readField(document, plan.order.timestamp.path)) ?? [],
  );
  return times.length === 0 ? undefined : times.reduce((latest, ms) => Math.max(latest, ms));
}

/**
 * Whether an alert is told for the first time. Matches of the same events by different keys (a key field with
 * several values) are one alert. Those of a sequence end with the same event, so the alerts of that event are all
 * to remember; samples come in the order of their keys, and all are remembered.
 */
function newAlerts(rules: readonly CompiledRule[]): (match: FoundMatch, group: AlertGroup) => boolean {
  const told = rules.map(() => ({ lastRef: undefined as number | undefined, uuids: new Set<string>() }));
  return ({ rule, refs }, { alert }) => {
    const ofRule = told[rule];
    if (ofRule === undefined) throw new Error(`an alert of rule ${rule}, which was not loaded`);
    const lastRef = refs.findLast(ref => ref !== undefined);
    if (lastRef !== ofRule.lastRef && rules[rule]?.plan.kind !== 'sample') ofRule.uuids.clear();
    ofRule.lastRef = lastRef;
    const uuid = alert['kibana.alert.uuid'];
    const isNew = !ofRule.uuids.has(uuid);
    ofRule.uuids.add(uuid);
    return isNew;
  };
}

/**
 * The execution id of a scan. It follows from the rules alone, so that two scans of the same events print the
 * same bytes and can be compared line by line.
 */
export function scanExecutionUuid(rules: readonly CompiledRule[]): string {
  const names = rules.map(({ rule }) => [rule.rule_id, rule.version]);
  const hex = createHash('sha256').update(JSON.stringify(names)).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
}
