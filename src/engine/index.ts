/**
 * The engine, `tripline/engine`: which events, in which order, make a match of which rule.
 *
 * A rule is a filter and a finisher. All filters stand in one `RuleSet`, which turns an event into *hits* (this
 * rule, these steps, these keys); a `Finisher` turns the hits of one rule into *matches*. Between the two, a
 * `HitLog` puts hits in order of time, so that events may be read in any order:
 *
 *     const rules = buildRuleSet([{ plan }]);
 *     const extractor = buildExtractor(rules.fields);
 *     const log = memoryHitLog();
 *     for (const [ref, document] of documents.entries()) {
 *       const slots = extractor.fromDocument(document);
 *       for (const hit of rules.match({ index: undefined, slots, arrival: ref, ref })) log.add(hit);
 *     }
 *     for (const match of finishHits(rules.rules, log.inOrder())) {
 *       match.refs.map(ref => ref === undefined ? undefined : documents[ref]);    // the events of the match, in the order of the steps
 *     }
 *
 * Rules that come and go while events stream through them stand in a `ChangingRuleSet`. A changed rule has another
 * number there, so that a finisher for each number is all that a driver keeps:
 *
 *     const rules = new ChangingRuleSet([{ plan }]);
 *     const [number] = rules.change({ remove: [0], add: [{ plan: better }] });    // 1; what rule 0 began is given up
 *
 * What some rules remember beyond their look-back is the driver's to keep (state/key-times.ts):
 *
 *     const memory = heldKeyTimes(64 * 1024 * 1024, saved);
 *     const finisher = startFinisher(plan, 0, { memoryOf: () => memory });
 *     ...
 *     const saved = memory.save();    // as JSON; to begin with after a restart
 *
 * The engine never sees a document after its fields are read, opens nothing, and knows no clock but the time
 * of the events: the same hits give the same matches on every machine, at any speed. It knows neither query
 * languages (they make plans, see `src/plan/query.ts`) nor alerts (`src/alerts` makes them of matches).
 * Semantics: docs/design/hits-and-finishers.md.
 */

export { ChangingRuleSet, type RuleChange, type RuleNumber } from './changing-rule-set.ts';
export { buildExtractor, type Extractor } from './extract/extractor.ts';
export { type Finisher, type FinisherOptions, finishHits, startFinisher } from './finisher.ts';
export type { Found, Hit, JoinKeyTuple, Match, Ordinal, StepHit } from './hit.ts';
export { compareOrdinals, type HitLog, memoryHitLog } from './hit-log.ts';
export { MOST_KEY_TUPLES } from './join-keys.ts';
export { timeOf } from './ordinal.ts';
export {
  buildRuleSet,
  type EngineEvent,
  type MatchTally,
  type RuleInput,
  type RuleSet,
} from './rule-set.ts';
export { heldKeyTimes } from './state/held-key-times.ts';
export type { KeyTimes, KeyTimesSize, SavedKeyTimes } from './state/key-times.ts';
