/**
 * A rule tested without an example: the stream that must fire it, and its neighbours that must not, run through the
 * engine as it runs live, and each outcome held against what the explanation says of it.
 */
import { buildExtractor } from '../../engine/extract/extractor.ts';
import { finishHits } from '../../engine/finisher.ts';
import { memoryHitLog } from '../../engine/hit-log.ts';
import { buildRuleSet } from '../../engine/rule-set.ts';
import { neverHolds } from '../../plan/never.ts';
import { printPredicate } from '../../plan/print-plan.ts';
import { type QueryPlan, wantedSteps } from '../../plan/query.ts';
import { conditionsToRead } from '../condition.ts';
import { evaluateDocument } from '../document-evaluation.ts';
import { explain } from '../explain.ts';
import type { ChainEndKind, Explanation } from '../explanation.ts';
import type { ExplainedEvent, ExplainedRule } from '../rule-sift.ts';
import { eventsOf, generateStream } from './generated-stream.ts';
import { type Neighbour, neighboursOf } from './neighbours.ts';

export interface GeneratedTest {
  readonly what: string;
  readonly events: readonly ExplainedEvent[];
  readonly wanted: number;
  readonly found: number;
  readonly passed: boolean;
  /** What is wrong, where it did not pass. */
  readonly problem?: string;
  /** Of a test that did not pass. */
  readonly explanation?: Explanation;
}

export type GeneratedTests =
  | {
      readonly kind: 'tested';
      /** The stream that must fire first. */
      readonly tests: readonly GeneratedTest[];
      /** Conditions that no event can fail alone. */
      readonly implied: readonly string[];
    }
  /** No stream was found; `isProven`: two conditions contradict each other, so that there is none. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly isProven: boolean };

export function testGenerated(rule: ExplainedRule): GeneratedTests {
  const { plan } = rule;
  const generated = generateStream(plan);
  if (generated.kind === 'none') return { kind: 'unreachable', ...unreachableReason(plan, generated.reason) };
  const run = engineOf(rule);
  const stream: Neighbour = { what: 'the generated stream fires', drafts: generated.drafts, alerts: 1 };
  const { implied, neighbours } = neighboursOf(plan, generated.drafts);
  return {
    kind: 'tested',
    tests: [stream, ...neighbours].map(neighbour => testOne(rule, run, neighbour)),
    implied,
  };
}

function testOne(
  rule: ExplainedRule,
  run: (events: readonly ExplainedEvent[]) => number,
  { alerts, drafts, ends, failing, what }: Neighbour,
): GeneratedTest {
  const { plan } = rule;
  const events = eventsOf(rule, drafts);
  const found = run(events);
  const explanation = explain(rule, events, { mostChanges: 0 });
  const problem =
    problemOf(plan, alerts, found, explanation) ??
    endProblem(ends, explanation) ??
    (failing === undefined ? undefined : failingProblem(plan, failing, events));
  const told = { what, events, wanted: alerts, found, passed: problem === undefined };
  return problem === undefined ? told : { ...told, problem, explanation };
}

function problemOf(
  plan: QueryPlan,
  wanted: number,
  found: number,
  explanation: Explanation,
): string | undefined {
  if (explanation.alerts !== found)
    return `the engine gives ${found} alerts and the explanation says ${explanation.alerts}`;
  // Events of a stream may fit further steps, so that a stream fires more than once.
  const isEnough = wanted === 1 && plan.kind !== 'new-terms' ? found >= 1 : found === wanted;
  return isEnough ? undefined : `${found} alerts, and ${wanted} expected`;
}

/** The explanation must say in which way the sequence ended. */
function endProblem(
  wanted: readonly ChainEndKind[] | undefined,
  { sequences }: Explanation,
): string | undefined {
  if (wanted === undefined || sequences === undefined) return undefined;
  if (wanted.some(end => sequences.ends[end] > 0)) return undefined;
  return `the explanation names no sequence as ${wanted.join(' or ')}`;
}

/** The explanation must name just the condition that was broken. */
function failingProblem(
  plan: QueryPlan,
  { condition, step }: NonNullable<Neighbour['failing']>,
  events: readonly ExplainedEvent[],
): string | undefined {
  const filter = wantedSteps(plan)[step]?.filter;
  const document = events[step]?.document;
  if (filter === undefined || document === undefined) return undefined;
  const failed = conditionsToRead(filter)
    .map(({ predicate }, at) => ({ at, holds: evaluateDocument(predicate, document).outcome === 'true' }))
    .filter(({ holds }) => !holds);
  if (failed.length === 1 && failed[0]?.at === condition) return undefined;
  return `the explanation names ${failed.length} failed conditions, and one was broken`;
}

function unreachableReason(
  plan: QueryPlan,
  reason: string,
): { readonly reason: string; readonly isProven: boolean } {
  for (const { filter } of wantedSteps(plan)) {
    const never = neverHolds(filter).find(({ alternative }) => alternative === undefined);
    if (never === undefined) continue;
    const parts = never.parts.map(part => printPredicate(part, { most: 3 }));
    const said = parts.length === 0 ? 'a condition is never so' : `${parts.join(' contradicts ')}`;
    return { reason: parts.length === 1 ? `${said} is never so` : said, isProven: true };
  }
  return { reason, isProven: false };
}

/** The rule as it runs live; how many alerts events give. */
function engineOf({ indices, plan }: ExplainedRule): (events: readonly ExplainedEvent[]) => number {
  const ruleSet = buildRuleSet([{ plan, ...(indices !== undefined && { indices }) }]);
  const extractor = buildExtractor(ruleSet.fields);
  return events => {
    const log = memoryHitLog();
    for (const [ref, { document, index }] of events.entries()) {
      const slots = extractor.fromDocument(document);
      for (const hit of ruleSet.match({ index, slots, arrival: ref, ref })) log.add(hit);
    }
    return [...finishHits([{ plan }], log.inOrder())].length;
  };
}
