/** `tripline check`: what is wrong with rules, and which of them run. */
import { subsumedRules } from '../rules/lints/subsumed-lint.ts';
import { isUnsupported } from '../source/codes/index.ts';
import { type Diagnostic, isError } from '../source/diagnostic.ts';
import type { LoadedRules } from './load-rule-files.ts';

/** rules = compiled + unsupported + failed. */
export interface CheckSummary {
  readonly rules: number;
  readonly compiled: number;
  /** Right, but not run by this version: by rule type. */
  readonly unsupported: { readonly [type: string]: number };
  readonly failed: number;
}

export function summarise(loaded: LoadedRules): CheckSummary {
  const unsupported: Record<string, number> = {};
  for (const rule of loaded.rules) {
    if (rule.kind === 'unsupported') unsupported[rule.rule.type] = (unsupported[rule.rule.type] ?? 0) + 1;
  }
  return {
    rules: loaded.rules.length,
    compiled: loaded.rules.filter(rule => rule.kind === 'compiled').length,
    unsupported,
    failed: loaded.rules.filter(rule => rule.kind === 'failed').length,
  };
}

/** What is said about the rules one by one, and what only all of them together show. */
export function allDiagnostics({ rules, diagnostics }: LoadedRules): readonly Diagnostic[] {
  const compiled = rules.flatMap(rule => (rule.kind === 'compiled' ? [rule.compiled] : []));
  return [...diagnostics, ...subsumedRules(compiled)];
}

/** A mistake in the rule, as opposed to something right that this version does not run. */
export function isMistake(diagnostic: Diagnostic): boolean {
  return isError(diagnostic) && !isUnsupported(diagnostic.code);
}
