import { eventInputs } from '../app/event-inputs.ts';
import { type LoadedRules, loadRuleFiles } from '../app/load-rule-files.ts';
import type { EventInput } from '../ingest/event-input.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type LanguageOptions, readLanguageOptions } from './language-options.ts';
import { standardOutput } from './output.ts';
import { problemTeller } from './problems.ts';
import { startProgress } from './progress.ts';
import { rulesToRun, tellRuleProblems } from './rules-to-run.ts';

interface ReportOptions extends LanguageOptions {
  readonly rules: readonly string[];
  readonly deprecated?: true;
}

export interface Reported<Result> {
  readonly loaded: LoadedRules;
  readonly rules: readonly CompiledRule[];
  readonly result: Result;
}

/**
 * What commands that say something of rules and events have in common: loads the rules, reads the events with a
 * progress bar, writes one text to standard output, and tells problems.
 */
export async function reportOnEvents<Result>(
  paths: readonly string[],
  options: ReportOptions,
  run: (
    inputs: AsyncIterable<EventInput>,
    rules: readonly CompiledRule[],
    onProblem: (problem: Diagnostic) => void,
  ) => Promise<Result>,
  render: (result: Result, rules: readonly CompiledRule[]) => string,
): Promise<Reported<Result>> {
  const loaded = await loadRuleFiles(options.rules, await readLanguageOptions(options));
  tellRuleProblems(loaded);
  const rules = rulesToRun(loaded, options);
  const problems = problemTeller();
  const progress = await startProgress(paths);
  const inputs = eventInputs(paths, bytes => progress.add(bytes));
  const result = await run(inputs, rules, problems.tell).finally(() => progress.end());
  const output = standardOutput();
  await output.write(render(result, rules));
  await output.end();
  problems.end();
  return { loaded, rules, result };
}
