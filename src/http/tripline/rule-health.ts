/** All about how one rule is: what people said of its alerts, what it reads, how it is written. */
import type { Judged } from '../../api/exception-trial.ts';
import type { RuleHealth } from '../../api/rules-overview.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import { compileDocumentFilter } from '../../engine/document-filter.ts';
import { compileIndexPatterns } from '../../event/index-pattern.ts';
import type { Predicate } from '../../plan/predicate.ts';
import { stepsOf } from '../../plan/query.ts';
import { simplify } from '../../plan/simplify.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import { saveRule } from '../../rules/save-rule.ts';
import { diagnosticJson } from '../../source/render-json.ts';
import type { HttpParts } from '../parts.ts';
import { equals, isAlertOfItsOwn } from './alert-list-filter.ts';
import { inTime, type Patience } from './asker.ts';
import type { Overviews } from './rule-overview.ts';
import { judgementOf, REASON_KEY } from './verdicts.ts';

/** Alerts that are judged of, the latest ones. */
const MOST_JUDGED = 50_000;
const DATA_MS = 7 * 86_400_000;
/** Of a category, so many batches of events are looked through. */
const MOST_BATCHES = 4;
const MOST_SHOWN = 100;

export async function ruleHealth(
  parts: HttpParts,
  rule: BookRule,
  { isPartial, rows }: Overviews,
  patience: Patience,
): Promise<RuleHealth> {
  const [row] = rows;
  if (row === undefined) throw new Error('a rule has a row');
  const { intervalMs, lookBackMs, maxspanMs } = row;
  const judged = await judgedByMonth(parts, rule, patience);
  const data = rule.compiled === undefined ? [] : await dataOfRule(parts, rule.compiled, patience);
  const isLint = ({ code }: { readonly code: string }): boolean => code.startsWith('RUL5');
  return {
    ...row,
    judged: { byMonth: judged.byMonth },
    lints: rule.diagnostics.filter(isLint).map(diagnosticJson),
    data,
    schedule: {
      ...{ intervalMs, lookBackMs },
      ...(maxspanMs !== undefined && { maxspanMs }),
      spareMs: lookBackMs - intervalMs - (maxspanMs ?? 0),
    },
    problems: rule.diagnostics.filter(diagnostic => !isLint(diagnostic)).map(diagnosticJson),
    ...(rule.rule.query !== undefined && { query: rule.rule.query }),
    text: saveRule(rule.rule, 'toml'),
    isPartial: isPartial || judged.isPartial || patience.timeUp.aborted,
  };
}

async function judgedByMonth(
  { alerts }: HttpParts,
  { rule }: BookRule,
  patience: Patience,
): Promise<{ readonly byMonth: RuleHealth['judged']['byMonth']; readonly isPartial: boolean }> {
  const filter: Predicate = {
    kind: 'all',
    terms: [isAlertOfItsOwn(), equals('kibana.alert.rule.rule_id', [rule.rule_id])],
  };
  const months = new Map<string, { -readonly [K in keyof Judged]: number }>();
  const isWhole = await inTime(patience, async signal => {
    const found: { readonly uuid: string; readonly atMs: number; readonly isClosed: boolean }[] = [];
    const fields = { by: ['kibana.alert.workflow_status'], each: ['kibana.alert.uuid', '@timestamp'] };
    for await (const groups of alerts.groups({ filter, signal }, fields))
      for (const {
        by,
        each: [uuids = [], times = []],
      } of groups)
        for (const [at, uuid] of uuids.entries())
          found.push({ uuid: String(uuid), atMs: Number(times[at] ?? 0), isClosed: by[0] === 'closed' });
    found.sort((a, b) => b.atMs - a.atMs);
    const told = found.slice(0, MOST_JUDGED);
    const closed = told.filter(({ isClosed }) => isClosed).map(({ uuid }) => uuid);
    const reasons = new Map(
      (await alerts.states(closed, [REASON_KEY])).map(({ uuid, values }) => [uuid, values[0]]),
    );
    for (const { atMs, uuid } of told) {
      const month = new Date(atMs).toISOString().slice(0, 7);
      const counts = months.get(month) ?? { harmless: 0, malicious: 0, unjudged: 0 };
      months.set(month, counts);
      counts[judgementOf(reasons.get(uuid))]++;
    }
    return told.length === found.length;
  });
  const byMonth = [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, counts]) => ({ month, ...counts }));
  return { byMonth, isPartial: isWhole !== true };
}

/** Each category of events and each index that it names, and whether such events came in the last days. */
async function dataOfRule(
  { clock, events }: HttpParts,
  compiled: CompiledRule,
  patience: Patience,
): Promise<RuleHealth['data']> {
  const { indices = [], plan } = compiled;
  const window = { fromMs: clock() - DATA_MS, toMs: clock() };
  const tallies = (await inTime(patience, signal => events.sources({ ...window, signal }))) ?? [];
  const data: RuleHealth['data'][number][] = indices.slice(0, MOST_SHOWN).map(index => {
    const accepts = compileIndexPatterns([index]);
    return { index, arrives: tallies.some(tally => tally.index !== undefined && accepts(tally.index)) };
  });
  const categories = new Set(stepsOf(plan).flatMap(({ filter }) => categoriesIn(simplify(filter))));
  for (const category of [...categories].slice(0, MOST_SHOWN)) {
    const filter = equals('event.category', [category]);
    const passes = compileDocumentFilter(filter);
    const arrives = await inTime(patience, async signal => {
      const query = { window: { by: 'time', ...window }, filter, order: 'descending', signal } as const;
      let batches = 0;
      for await (const batch of events.read({ ...query, ...(indices.length > 0 && { indices }) })) {
        if (batch.some(({ document }) => passes(document))) return true;
        if (++batches >= MOST_BATCHES) break;
      }
      return false;
    });
    data.push({ category, arrives: arrives === true });
  }
  return data;
}

/** The categories of which one must be an event's. */
function categoriesIn(filter: Predicate): readonly string[] {
  if (filter.kind === 'all') return filter.terms.flatMap(categoriesIn);
  return filter.kind === 'equals' && filter.field.path === 'event.category' ? filter.values.map(String) : [];
}
