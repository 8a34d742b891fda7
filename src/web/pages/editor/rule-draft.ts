/** A rule while somebody writes it: the keys of Elastic's rule API, whatever of them is there already. Pure. */
import type { Json, JsonObject } from '../../../event/json.ts';
import type { QueryLanguage } from '../../editor/query-language.ts';

export type RuleDraft = JsonObject;

/** A key that is undefined, empty or an empty list is taken away. */
export type ChangeRule = (keys: { readonly [key: string]: Json | undefined }) => void;

export interface RuleKind {
  readonly type: string;
  readonly label: string;
  readonly language: QueryLanguage;
}

/** The types that can be begun here; others are opened as they are. */
export const RULE_KINDS: readonly RuleKind[] = [
  { type: 'eql', label: 'Events and sequences (EQL)', language: 'eql' },
  { type: 'query', label: 'Single events (KQL)', language: 'kuery' },
  { type: 'threshold', label: 'Threshold: many events alike (KQL)', language: 'kuery' },
  { type: 'new_terms', label: 'New terms: values never seen before (KQL)', language: 'kuery' },
];

export function newDraft(language: QueryLanguage, query: string): RuleDraft {
  return {
    type: language === 'eql' ? 'eql' : 'query',
    language,
    query,
    name: '',
    description: '',
    severity: 'medium',
    risk_score: 47,
    interval: '5m',
    from: 'now-9m',
    enabled: true,
  };
}

/** Undefined: a language that this editor cannot check. */
export function languageOf({ language, type }: RuleDraft): QueryLanguage | undefined {
  if (type === 'eql') return 'eql';
  if (type === 'esql' || type === 'machine_learning') return undefined;
  return language === undefined || language === 'kuery' ? 'kuery' : undefined;
}

export function textOf(rule: RuleDraft, key: string): string {
  const value = rule[key];
  return typeof value === 'string' ? value : '';
}

export function textsOf(rule: RuleDraft, key: string): readonly string[] {
  const value = rule[key];
  // Array.isArray loses the element type of a readonly array.
  return Array.isArray(value)
    ? (value as readonly Json[]).filter((one): one is string => typeof one === 'string')
    : [];
}

export function numberOf(rule: RuleDraft, key: string): number | undefined {
  const value = rule[key];
  return typeof value === 'number' ? value : undefined;
}

/** Keys that a rule has to have even where nothing is in them: that they are empty is to be told, not hidden. */
const NEEDED = new Set(['name', 'description', 'query']);

export function changed(rule: RuleDraft, keys: Parameters<ChangeRule>[0]): RuleDraft {
  const entries = Object.entries({ ...rule, ...keys }).flatMap(([key, value]): [string, Json][] => {
    if (value === undefined) return [];
    const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
    return isEmpty && !NEEDED.has(key) && key in keys ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

/** Another type keeps what both have: a threshold without its table would be no rule, nor would new terms. */
export function withKind(rule: RuleDraft, { language, type }: RuleKind): RuleDraft {
  const { history_window_start: history, new_terms_fields: terms, threshold, ...others } = rule;
  return {
    ...others,
    type,
    language,
    ...(type === 'threshold' && { threshold: threshold ?? { field: ['host.id'], value: 10 } }),
    ...(type === 'new_terms' && {
      new_terms_fields: terms ?? ['user.name'],
      history_window_start: history ?? 'now-7d',
    }),
  };
}

/** What the server adds to a rule, and what is of no matter for what the rule says. */
const NOT_WRITTEN = new Set([
  ...['id', 'created_at', 'created_by', 'updated_at', 'updated_by', 'execution_summary', 'immutable'],
  ...['outcome', 'revision', 'rule_source', 'tripline'],
]);

/** What somebody wrote of a rule that the server answered with. */
export function writtenKeys(rule: JsonObject): RuleDraft {
  return Object.fromEntries(Object.entries(rule).filter(([key]) => !NOT_WRITTEN.has(key)));
}

export function isSameRule(a: RuleDraft, b: RuleDraft): boolean {
  return sortedText(a) === sortedText(b);
}

function sortedText(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** What a preview does not need, and a rule must have. */
const STAND_INS: JsonObject = {
  name: 'this rule',
  description: 'not written yet',
  severity: 'low',
  risk_score: 1,
};

/** As it can be tried before it is finished: all that has no part in what it finds may be missing. */
export function triedRule(rule: RuleDraft): JsonObject {
  const { enabled: _, ...written } = rule;
  const filled = Object.entries(STAND_INS).filter(
    ([key]) => written[key] === undefined || written[key] === '',
  );
  return { ...written, ...Object.fromEntries(filled) };
}

/** The keys that decide what a rule finds: a change of another one needs no new preview. */
export function decidingKeys(rule: RuleDraft): JsonObject {
  const { description: _, name: _name, note: _note, setup: _setup, tags: _tags, ...rest } = triedRule(rule);
  const { false_positives: _f, references: _r, threat: _t, author: _a, license: _l, ...deciding } = rest;
  return deciding;
}

/** The usual number for a severity, as rules have it. */
export const USUAL_RISKS: { readonly [severity: string]: number } = {
  low: 21,
  medium: 47,
  high: 73,
  critical: 99,
};
