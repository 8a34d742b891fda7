/**
 * What became of a rule's alerts behind its query: which exceptions removed some, and which were told as one by
 * suppression. The events are held in memory and go through the same scan as those of files.
 */
import { buildExtractor } from '../engine/extract/extractor.ts';
import { finishHits } from '../engine/finisher.ts';
import { memoryHitLog } from '../engine/hit-log.ts';
import { buildRuleSet } from '../engine/rule-set.ts';
import type { ItemCount, MissingList } from '../exceptions/apply-exceptions.ts';
import type { ExplainedEvent } from '../explain/rule-sift.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { noReplayCounts } from './replay.ts';
import { type Driver, type ScanExceptions, scanBy, scanExecutionUuid } from './scan.ts';

export interface AlertOutcome {
  /** Alerts that are left to be told. */
  readonly told: number;
  /** What the first of these say in one line, as everywhere else (alerts/reason.ts). */
  readonly sentences: readonly string[];
  /** What each exception removed, those that removed something. */
  readonly removedBy: readonly ItemCount[];
  /** Exception lists that the rule names and nobody gave. */
  readonly missingLists: readonly MissingList[];
  /** Alerts that others stand for. */
  readonly suppressed: number;
  /** The alerts that stand for others, and for how many. */
  readonly standIns: readonly { readonly terms: string; readonly time: string; readonly more: number }[];
}

/** Sentences that are told: as many as there are alerts told in full. */
const MOST_SENTENCES = 3;
/** Stand-ins that are listed. */
const MOST_STAND_INS = 10;

export async function outcomeOf(
  rule: CompiledRule,
  events: readonly ExplainedEvent[],
  exceptions: ScanExceptions | undefined,
): Promise<AlertOutcome> {
  const sentences: string[] = [];
  const standIns: AlertOutcome['standIns'][number][] = [];
  const result = await scanBy(
    drivenBy(events),
    [rule],
    { executionUuid: scanExecutionUuid([rule]), exceptions },
    {
      onAlert({ group: { alert } }) {
        if (sentences.length < MOST_SENTENCES) sentences.push(String(alert['kibana.alert.reason'] ?? ''));
        const more = alert['kibana.alert.suppression.docs_count'];
        if (typeof more !== 'number' || more === 0 || standIns.length >= MOST_STAND_INS) return;
        const terms = JSON.stringify(alert['kibana.alert.suppression.terms'] ?? []);
        standIns.push({ terms, time: alert['@timestamp'], more });
      },
      onProblem() {},
    },
  );
  return {
    told: result.alerts[0] ?? 0,
    sentences,
    removedBy: result.exceptions.filter(count => count.alerts + count.events > 0),
    missingLists: result.missingLists,
    suppressed: result.suppressed[0] ?? 0,
    standIns,
  };
}

/** Events in memory instead of inputs. */
function drivenBy(events: readonly ExplainedEvent[]): Driver {
  return async (rules, _options, observer) => {
    const ruleSet = buildRuleSet(rules);
    const extractor = buildExtractor(ruleSet.fields);
    const log = memoryHitLog();
    for (const [ref, { document, index }] of events.entries()) {
      const slots = extractor.fromDocument(document);
      for (const hit of ruleSet.match({ index, slots, arrival: ref, ref })) log.add(hit);
    }
    for (const match of finishHits(ruleSet.rules, log.inOrder())) {
      const found = match.refs.map(ref => {
        const event = ref === undefined ? undefined : events[ref];
        return event === undefined ? undefined : { index: undefined, ...event };
      });
      await observer.onMatch({ ...match, events: found });
    }
    return noReplayCounts();
  };
}
