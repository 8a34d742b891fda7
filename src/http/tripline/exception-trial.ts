/** What exceptions would have taken away of the alerts of a rule, together and each entry alone. */
import type { ExceptionTrial, RemovedAlone } from '../../api/exception-trial.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import type { JsonObject } from '../../event/json.ts';
import type { ExceptionItems, ExceptionOptions } from '../../exceptions/apply-exceptions.ts';
import { compileItem } from '../../exceptions/compile-item.ts';
import { type ExceptionItem, valueListsOf } from '../../exceptions/exception-item.ts';
import { lowerItem } from '../../exceptions/lower-item.ts';
import { missingValueList } from '../../exceptions/messages.ts';
import { readExceptions } from '../../exceptions/read-exceptions.ts';
import { silencedRules } from '../../exceptions/silenced-rules.ts';
import type { FieldRef } from '../../plan/predicate.ts';
import { sourceText } from '../../source/source-text.ts';
import { HttpProblem } from '../problems.ts';
import { judgedOf, type PastAlert, type PastAlerts } from './past-alerts.ts';

const MOST_TOLD = 100;
/** The list in which the items are thought to stand. */
const LIST_ID = 'tried';
const TIMESTAMP: FieldRef = { path: '@timestamp', type: 'date' };

type Current = ExceptionItems & ExceptionOptions;

/** @throws HttpProblem with the diagnostics of items that say nothing */
export function itemsToTry(bodies: readonly JsonObject[]): readonly ExceptionItem[] {
  const written = bodies.map(body => ({
    name: 'the exception',
    ...body,
    list_id: LIST_ID,
    namespace_type: 'single',
  }));
  const { diagnostics, items } = readExceptions(sourceText('items', JSON.stringify(written)));
  if (diagnostics.length > 0)
    throw new HttpProblem('invalid', 'an item cannot be read; `diagnostics` say why', diagnostics);
  return items;
}

export function tryExceptions(
  rule: BookRule,
  items: readonly ExceptionItem[],
  { alerts, isPartial }: PastAlerts,
  current: Current,
): Omit<ExceptionTrial, 'from'> {
  const holder = holderFor(rule, current);
  const holding = items.map(holder);
  const removed = alerts.filter(alert => holding.some(holds => isHeld(alert, holds)));
  return {
    alerts: alerts.length,
    removes: removed.length,
    judged: judgedOf(removed),
    open: removed.filter(({ isOpen }) => isOpen).length,
    uuidsMalicious: removed
      .filter(({ judged }) => judged === 'malicious')
      .slice(0, MOST_TOLD)
      .map(({ uuid }) => uuid),
    entries: items.flatMap((item, at) =>
      item.entries.map((entry, position) => ({
        ...{ item: at, entry: position },
        alone: removedBy(alerts, holder({ ...item, entries: [entry] })),
      })),
    ),
    refusals: refusalsOf(rule, items, current),
    isPartial,
  };
}

type Holds = (event: JsonObject) => boolean;

/** One that looks into a value list that is not there holds of nothing, as it is not applied. */
export function holderFor(
  { compiled }: Pick<BookRule, 'compiled'>,
  { schema, valueLists }: Current,
): (item: ExceptionItem) => Holds {
  const timestamp = compiled?.plan.order.timestamp ?? TIMESTAMP;
  return item =>
    valueListsOf(item).every(({ id }) => valueLists.has(id))
      ? compileItem(lowerItem(item, { schema, valueLists, timestamp }))
      : () => false;
}

export function removedBy(alerts: readonly PastAlert[], holds: Holds): RemovedAlone {
  const removed = alerts.filter(alert => isHeld(alert, holds));
  return { removes: removed.length, ...judgedOf(removed) };
}

function isHeld({ events }: PastAlert, holds: Holds): boolean {
  return events.some(holds);
}

function refusalsOf(
  { compiled }: BookRule,
  items: readonly ExceptionItem[],
  current: Current,
): readonly string[] {
  const refusals = items.flatMap(item =>
    valueListsOf(item)
      .filter(({ id }) => !current.valueLists.has(id))
      .map(({ id }) => missingValueList(item, id).message),
  );
  if (compiled === undefined) return refusals;
  const exceptions_list = [{ id: LIST_ID, list_id: LIST_ID, namespace_type: 'single', type: 'detection' }];
  const tried = { ...compiled, rule: { ...compiled.rule, exceptions_list } };
  for (const item of items)
    refusals.push(...silencedRules([tried], { items: [item] }, current).map(({ message }) => message));
  const { plan } = compiled;
  if (plan.kind === 'sequence' && (plan.absent ?? []).length > 0)
    for (const item of items)
      if ((item.drops ?? current.drops) === 'event' && item.entries.every(({ kind }) => kind !== 'nested'))
        refusals.push(
          `the rule wants some event to be missing (\`![ ]\`): the exception \`${item.name}\` might take such an event away, and alerts would come of it; give it the tag \`tripline:drop-sequence\`, so that it takes whole sequences away`,
        );
  return refusals;
}
