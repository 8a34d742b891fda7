import { isMistake } from '../app/check-rules.ts';
import type { LoadedRules } from '../app/load-rule-files.ts';
import { noRuleToRun } from '../app/messages.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { isDeprecated } from '../rules/rule.ts';
import { sortDiagnostics } from '../source/sort-diagnostics.ts';
import { counted } from './numbers.ts';
import { talk } from './output.ts';
import { tellDiagnostics } from './tell-diagnostics.ts';
import { UsageError } from './usage-error.ts';

/** Mistakes in full; warnings are `check`'s affair, so only their number. */
export function tellRuleProblems(loaded: LoadedRules): void {
  tellDiagnostics(sortDiagnostics(loaded.diagnostics.filter(isMistake)), 20);
  const warnings = loaded.diagnostics.filter(diagnostic => diagnostic.severity !== 'error').length;
  if (warnings > 0) talk(`${counted(warnings, 'warning')} about the rules; \`tripline check\` shows them\n`);
}

/**
 * The rules that compiled, without the deprecated ones unless they are asked for.
 * @throws UsageError where none is left
 */
export function rulesToRun(
  loaded: LoadedRules,
  options: { readonly rules: readonly string[]; readonly deprecated?: true },
): readonly CompiledRule[] {
  const rules = loaded.rules.flatMap(loadedRule => {
    if (loadedRule.kind !== 'compiled') return [];
    return isDeprecated(loadedRule.rule) && !options.deprecated ? [] : [loadedRule.compiled];
  });
  if (rules.length === 0) throw new UsageError(noRuleToRun(options.rules));
  return rules;
}
