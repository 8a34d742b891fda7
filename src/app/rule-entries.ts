/**
 * What is told of a rule in a list: who it is, how bad, when it runs, and whether it runs here. The last is what
 * compiling the rule said and nothing else, so that it is true of every type that is learnt.
 */
import { isDeprecated, type Rule } from '../rules/rule.ts';
import { type Diagnostic, isError } from '../source/diagnostic.ts';
import type { LoadedRule } from './load-rule-files.ts';

export const ruleStates = ['runs', 'deprecated', 'unsupported', 'failed'] as const;
/**
 * `deprecated`: would run, but its author has given it up (`--deprecated` runs it all the same). `unsupported`:
 * right, but not run by this version. `failed`: something in it is wrong.
 */
export type RuleState = (typeof ruleStates)[number];

export interface RuleEntry {
  readonly rule: Rule;
  readonly file: string;
  readonly state: RuleState;
  /** What keeps it from running. */
  readonly whyNot: readonly Diagnostic[];
}

/** The rules of which enough could be read to name them. */
export function ruleEntries(loaded: readonly LoadedRule[]): readonly RuleEntry[] {
  return loaded.flatMap(one => {
    if (one.rule === undefined) return [];
    const { rule, file } = one;
    const whyNot = one.diagnostics.filter(isError);
    return [{ rule, file, state: stateOf(one, rule), whyNot }];
  });
}

function stateOf(loaded: LoadedRule, rule: Rule): RuleState {
  if (loaded.kind !== 'compiled') return loaded.kind;
  return isDeprecated(rule) ? 'deprecated' : 'runs';
}

/** Each list is one condition that one of its members meets; an absent one asks for nothing. */
export interface RuleQuestion {
  readonly type?: readonly string[];
  readonly severity?: readonly string[];
  readonly state?: readonly string[];
  /** The id of a tactic, or part of its name. */
  readonly tactic?: readonly string[];
  /** Part of a tag. */
  readonly tag?: readonly string[];
  /** Part of the id, name, description, query or file. */
  readonly text?: readonly string[];
}

export function isAskedFor({ rule, file, state }: RuleEntry, question: RuleQuestion): boolean {
  const tactics = rule.threat.flatMap(({ tactic }) => [tactic.id, tactic.name]);
  const texts = [rule.rule_id, rule.name, rule.description, rule.query ?? '', file];
  return (
    isOneOf(rule.type, question.type) &&
    isOneOf(rule.severity, question.severity) &&
    isOneOf(state, question.state) &&
    holdsOneOf(tactics, question.tactic) &&
    holdsOneOf(rule.tags, question.tag) &&
    holdsOneOf(texts, question.text)
  );
}

function isOneOf(value: string, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.includes(value);
}

function holdsOneOf(texts: readonly string[], wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true;
  const lower = texts.map(text => text.toLowerCase());
  return wanted.some(part => lower.some(text => text.includes(part.toLowerCase())));
}

const SEVERITIES = ['critical', 'high', 'medium', 'low'];

/** The worst first, then by name. */
export function inOrderOfSeverity(entries: readonly RuleEntry[]): readonly RuleEntry[] {
  const rank = ({ rule }: RuleEntry): number => SEVERITIES.indexOf(rule.severity);
  return [...entries].sort(
    (a, b) =>
      rank(a) - rank(b) || b.rule.risk_score - a.rule.risk_score || (a.rule.name < b.rule.name ? -1 : 1),
  );
}
