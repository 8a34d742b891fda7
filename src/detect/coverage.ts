/**
 * Which tactics and techniques of ATT&CK the rules are about, and for which of them something could fire: a rule that is
 * off, does not compile, or reads indices into which nothing comes covers nothing.
 */
import { compileIndexPatterns } from '../event/index-pattern.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { AttackReference, Threat } from '../rules/rule.ts';
import type { BookRule } from './rule-book.ts';

export interface Coverage {
  /** By id. */
  readonly tactics: readonly CoveredTactic[];
  /** By id of the rule. */
  readonly rules: ReadonlyMap<string, CoveringRule>;
  /** Ids of rules that name no technique or tactic. */
  readonly unmapped: readonly string[];
}

export interface CoveringRule {
  readonly name: string;
  /**
   * `no-data`: it is on, but no event came into the indices that it reads; `unknown-data`: only events whose index is not
   * known, which every rule sees and few are about.
   */
  readonly state: 'ready' | 'unknown-data' | 'no-data' | 'failed' | 'disabled';
  readonly alerts: number;
}

export interface CoveredTactic extends CoveredPart {
  readonly techniques: readonly CoveredTechnique[];
}

export interface CoveredTechnique extends CoveredPart {
  readonly subtechniques: readonly CoveredPart[];
}

export interface CoveredPart {
  readonly id: string;
  readonly name: string;
  /** Ids of the rules that name it or a part of it. */
  readonly rules: readonly string[];
  readonly ready: number;
  readonly alerts: number;
}

/**
 * @param alertsOf how many alerts the rule of a `rule_id` made
 * @param arriving indices into which events came; undefined among them: events of unknown index
 */
export function coverageOf(
  rules: readonly BookRule[],
  alertsOf: (ruleId: string) => number,
  arriving: readonly (string | undefined)[],
): Coverage {
  const byId = new Map(rules.map(rule => [rule.id, coveringRule(rule, alertsOf, arriving)]));
  const tactics = new Map<string, GrowingPart>();
  const unmapped: string[] = [];
  for (const { id, rule } of rules) {
    const threats = rule.threat.filter(({ framework }) => framework === ATTACK);
    if (threats.length === 0) unmapped.push(id);
    for (const threat of threats) addThreat(tactics, threat, id);
  }
  const partOf = ({ id, name, rules: ids }: GrowingPart): CoveredPart => {
    const covering = [...ids].flatMap(ruleId => byId.get(ruleId) ?? []);
    return {
      ...{ id, name, rules: [...ids] },
      ready: covering.filter(({ state }) => state === 'ready').length,
      alerts: covering.reduce((sum, { alerts }) => sum + alerts, 0),
    };
  };
  return {
    tactics: inOrder(tactics).map(tactic => ({
      ...partOf(tactic),
      techniques: inOrder(tactic.parts).map(technique => ({
        ...partOf(technique),
        subtechniques: inOrder(technique.parts).map(partOf),
      })),
    })),
    rules: byId,
    unmapped,
  };
}

const ATTACK = 'MITRE ATT&CK';

interface GrowingPart {
  readonly id: string;
  readonly name: string;
  readonly rules: Set<string>;
  readonly parts: Map<string, GrowingPart>;
}

function addThreat(tactics: Map<string, GrowingPart>, { tactic, technique }: Threat, ruleId: string): void {
  const inTactic = partIn(tactics, tactic, ruleId);
  for (const { subtechnique = [], ...one } of technique) {
    const inTechnique = partIn(inTactic.parts, one, ruleId);
    for (const sub of subtechnique) partIn(inTechnique.parts, sub, ruleId);
  }
}

function partIn(parts: Map<string, GrowingPart>, { id, name }: AttackReference, ruleId: string): GrowingPart {
  const part = parts.get(id) ?? { id, name, rules: new Set<string>(), parts: new Map<string, GrowingPart>() };
  parts.set(id, part);
  part.rules.add(ruleId);
  return part;
}

function inOrder(parts: ReadonlyMap<string, GrowingPart>): readonly GrowingPart[] {
  return [...parts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether what a rule reads arrives. */
export function dataOf(
  { indices = [] }: Pick<CompiledRule, 'indices'>,
  arriving: readonly (string | undefined)[],
): 'ready' | 'unknown-data' | 'no-data' {
  const accepts = compileIndexPatterns(indices);
  if (arriving.some(index => index !== undefined && accepts(index))) return 'ready';
  return arriving.includes(undefined) ? 'unknown-data' : 'no-data';
}

function coveringRule(
  { compiled, isEnabled, rule }: BookRule,
  alertsOf: (ruleId: string) => number,
  arriving: readonly (string | undefined)[],
): CoveringRule {
  const state = !isEnabled ? 'disabled' : compiled === undefined ? 'failed' : dataOf(compiled, arriving);
  return { name: rule.name, state, alerts: alertsOf(rule.rule_id) };
}

/** What the ATT&CK Navigator opens: a layer whose scores are the rules that could fire. */
export function navigatorLayer({ tactics, rules }: Coverage): object {
  const entryOf = (part: CoveredPart, tactic: CoveredTactic): object => ({
    techniqueID: part.id,
    tactic: tactic.name.toLowerCase().replaceAll(' ', '-'),
    score: part.ready,
    enabled: true,
    comment: commentOf(part, rules),
  });
  return {
    name: 'Tripline: rules that could fire',
    versions: { layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'The score of a technique is the number of rules that are on and whose data arrives.',
    techniques: tactics.flatMap(tactic =>
      tactic.techniques.flatMap(technique =>
        [technique, ...technique.subtechniques].map(part => entryOf(part, tactic)),
      ),
    ),
    gradient: { colors: ['#ffffff', '#66b1ff'], minValue: 0, maxValue: 10 },
  };
}

function commentOf({ alerts, rules: ids }: CoveredPart, rules: Coverage['rules']): string {
  const names = ids.flatMap(id => {
    const rule = rules.get(id);
    return rule === undefined ? [] : [`${rule.name} (${rule.state})`];
  });
  return `${alerts} alerts; ${names.join('; ')}`.slice(0, 2_000);
}
