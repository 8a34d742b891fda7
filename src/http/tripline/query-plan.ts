/** From the texts of a request to a plan and a window of time, or to what is wrong with them. */
import type { QueryBody, WindowBody } from '../../api/search.ts';
import type { TimeWindow } from '../../detect/detection.ts';
import { parseDateMath, resolveDateMath } from '../../event/date-math.ts';
import { parseInstant } from '../../event/instant.ts';
import { compileEql } from '../../lang/eql/index.ts';
import { compileKql } from '../../lang/kql/index.ts';
import type { QueryPlan } from '../../plan/query.ts';
import type { Checked, Diagnostic } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { HttpProblem } from '../problems.ts';

export function checkQuery({ language = 'eql', query }: QueryBody): Checked<QueryPlan> {
  const source = sourceText('<query>', query);
  return language === 'eql' ? compileEql(source) : compileKql(source);
}

/** @throws HttpProblem with the diagnostics of a query that cannot run */
export function planOfQuery(body: QueryBody): {
  readonly plan: QueryPlan;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { diagnostics, value: plan } = checkQuery(body);
  if (plan === undefined)
    throw new HttpProblem('invalid', 'the query cannot run; `diagnostics` say why and where', diagnostics);
  return { plan, diagnostics };
}

/** @throws HttpProblem for what is no time, or ends before it begins */
export function windowOfBody({ from, to }: WindowBody, nowMs: number): TimeWindow | undefined {
  return from === undefined && to === undefined ? undefined : windowBetween(from, to, nowMs);
}

/** Where an end is not said, it is the earliest or the latest moment there is. */
export function windowBetween(from: string | undefined, to: string | undefined, nowMs: number): TimeWindow {
  const fromMs = from === undefined ? EARLIEST_MS : momentOf('from', from, nowMs, 'first');
  const toMs = to === undefined ? LATEST_MS : momentOf('to', to, nowMs, 'last');
  if (fromMs > toMs)
    throw new HttpProblem('invalid', `\`from\` (${from}) lies after \`to\` (${to}): exchange them`);
  return { fromMs, toMs };
}

/** Years 1900 to 9999: what stores of events can tell apart. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function momentOf(name: string, text: string, nowMs: number, end: 'first' | 'last'): number {
  const math = parseDateMath(text);
  const ms = (math === undefined ? parseInstant(text, end) : resolveDateMath(math, nowMs, end))?.ms;
  if (ms === undefined)
    throw new HttpProblem(
      'invalid',
      `\`${name}\` is ${JSON.stringify(text)}: expected ISO 8601 (2026-11-24T09:00:00Z), milliseconds since 1970, or date math (now-15m)`,
    );
  return Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS);
}
