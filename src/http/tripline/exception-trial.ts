/** What exceptions would have taken away of the alerts of a rule, together and each entry alone. */
import type { ExceptionTrial, RemovedAlone } from '../../api/exception-trial.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import type { JsonObject } from '../../event/json.ts';
import type { ExceptionItems, ExceptionOptions } from '../../exceptions/apply-exceptions.ts';
import { compileItems } from '../../exceptions/compile-item.ts';
import { type ExceptionItem, valueListsOf } from '../../exceptions/exception-item.ts';
import { type LoweredItem, lowerItem } from '../../exceptions/lower-item.ts';
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
  const alone = items.flatMap((item, at) =>
    item.entries.map((entry, position) => ({
      item: at,
      entry: position,
      tried: { ...item, entries: [entry] },
    })),
  );
  const removing = removedBy(
    alerts,
    holdersFor(rule, [...items, ...alone.map(({ tried }) => tried)], current),
  );
  const each = removing.slice(items.length);
  const together = new Set(removing.slice(0, items.length).flat());
  const removed = alerts.filter(alert => together.has(alert));
  return {
    alerts: alerts.length,
    removes: removed.length,
    judged: judgedOf(removed),
    open: removed.filter(({ isOpen }) => isOpen).length,
    uuidsMalicious: removed
      .filter(({ judged }) => judged === 'malicious')
      .slice(0, MOST_TOLD)
      .map(({ uuid }) => uuid),
    entries: alone.map(({ entry, item }, at) => ({ item, entry, alone: countsOf(each[at] ?? []) })),
    refusals: refusalsOf(rule, items, current),
    isPartial,
  };
}

/** By position of the item whether it holds of an event. One that looks into a value list that is not there holds of nothing, as it is not applied. */
export function holdersFor(
  { compiled }: Pick<BookRule, 'compiled'>,
  items: readonly ExceptionItem[],
  { schema, valueLists }: Current,
): HoldsEach {
  const timestamp = compiled?.plan.order.timestamp ?? TIMESTAMP;
  const nothing: LoweredItem = { plain: { kind: 'constant', value: false }, nested: [] };
  return compileItems(
    items.map(item =>
      valueListsOf(item).every(({ id }) => valueLists.has(id))
        ? lowerItem(item, { schema, valueLists, timestamp })
        : nothing,
    ),
  );
}

type HoldsEach = (event: JsonObject) => readonly boolean[];

/** By position of the item, the alerts that it would take away: where it holds of one of their events. */
export function removedBy(
  alerts: readonly PastAlert[],
  holdsEach: HoldsEach,
): readonly (readonly PastAlert[])[] {
  const removed: PastAlert[][] = [];
  for (const alert of alerts)
    for (const event of alert.events)
      for (const [at, holds] of holdsEach(event).entries()) {
        removed[at] ??= [];
        // One that is taken away by an event is not by the next one.
        if (holds && removed[at].at(-1) !== alert) removed[at].push(alert);
      }
  return removed;
}

export function countsOf(removed: readonly PastAlert[]): RemovedAlone {
  return { removes: removed.length, ...judgedOf(removed) };
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
