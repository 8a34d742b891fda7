/** `tripline test`: the examples of rules, and those that are made from the rules themselves. */
import { explain } from '../explain/explain.ts';
import type { Explanation } from '../explain/explanation.ts';
import { type GeneratedTests, testGenerated } from '../explain/generate/generated-tests.ts';
import { type EventInput, fileInput } from '../ingest/event-input.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { eventsFile, type LoadedTest, loadRuleTests } from './load-rule-tests.ts';
import { readAllEvents } from './read-all-events.ts';
import { scan, scanExecutionUuid } from './scan.ts';

export interface RuleToTest {
  readonly file: string;
  readonly compiled: CompiledRule;
}

export interface TestOutcome {
  readonly kind: 'example' | 'generated';
  readonly name: string;
  /** Alerts. */
  readonly wanted: number;
  readonly found: number;
  readonly passed: boolean;
  readonly problem?: string;
  readonly explanation?: Explanation;
}

export interface TestedRule {
  readonly file: string;
  readonly rule: CompiledRule['rule'];
  readonly outcomes: readonly TestOutcome[];
  readonly unreachable: Extract<GeneratedTests, { kind: 'unreachable' }> | undefined;
  /** Conditions that no event can fail alone. */
  readonly implied: readonly string[];
}

export interface TestOptions {
  /** False: only the examples that rules carry. */
  readonly generated: boolean;
}

/** Events of one example that are held for its explanation. */
const MOST_EVENTS = 100_000;

export async function testRule(
  { compiled, file }: RuleToTest,
  options: TestOptions,
  onProblem: (problem: Diagnostic) => void,
): Promise<TestedRule> {
  const { problems, tests } = loadRuleTests(compiled.rule, file);
  const outcomes: TestOutcome[] = problems.map(problem => ({
    kind: 'example',
    name: 'an example that cannot be read',
    wanted: 0,
    found: 0,
    passed: false,
    problem,
  }));
  for (const test of tests) outcomes.push(await runExample(compiled, test, onProblem));
  const generated = options.generated ? testGenerated(compiled) : undefined;
  if (generated?.kind === 'tested')
    for (const { what, events: _, ...outcome } of generated.tests)
      outcomes.push({ ...outcome, kind: 'generated', name: what });
  return {
    file,
    rule: compiled.rule,
    outcomes,
    unreachable: generated?.kind === 'unreachable' ? generated : undefined,
    implied: generated?.kind === 'tested' ? generated.implied : [],
  };
}

async function runExample(
  compiled: CompiledRule,
  test: LoadedTest,
  onProblem: (problem: Diagnostic) => void,
): Promise<TestOutcome> {
  const about = { kind: 'example', name: test.name, wanted: test.alerts } as const;
  const inputs: EventInput[] = test.events.length === 0 ? [] : [inlineInput(test)];
  for (const file of test.files) {
    const { path, refused } = eventsFile(test, file);
    if (path === undefined) return { ...about, found: 0, passed: false, problem: refused ?? file };
    inputs.push(fileInput(path));
  }
  const { alerts, counts } = await scan(
    inputs,
    [compiled],
    { executionUuid: scanExecutionUuid([compiled]) },
    { onAlert() {}, onProblem },
  );
  const found = alerts[0] ?? 0;
  const [unread] = counts.unreadable;
  if (unread !== undefined)
    return { ...about, found, passed: false, problem: `\`${unread}\` cannot be read` };
  if (found === test.alerts) return { ...about, found, passed: true };
  const held = await readAllEvents(inputs, {}, MOST_EVENTS, () => {});
  return {
    ...about,
    found,
    passed: false,
    problem: `${found} alerts, and ${test.alerts} expected`,
    explanation: explain(compiled, held.events),
  };
}

function inlineInput({ events, file, name }: LoadedTest): EventInput {
  const lines = events.map(event => JSON.stringify(event)).join('\n');
  return {
    name: `${file} (${name})`,
    async *bytes() {
      yield Buffer.from(`${lines}\n`);
    },
  };
}
