/**
 * The first half of every rule at once: which rules want an event, at which steps, under which keys.
 *
 * A rule set is built once and never changes, so that it may be shared by runs, files and threads. It knows no
 * document, no clock and no store: an event comes as field slots, and what leaves is hits. Which filters accept an
 * event is found by the network (network/filter-network.ts); this file knows whose filters they are, and reads
 * keys and times for those few.
 */
import type { Slots } from '../event/field-value.ts';
import { compileIndexPatterns } from '../event/index-pattern.ts';
import type { Predicate } from '../plan/predicate.ts';
import { type QueryPlan, stepsOf } from '../plan/query.ts';
import { buildExtractor, type Extractor, parseDocument } from './extract/extractor.ts';
import { JsonScanner } from './extract/json-scanner.ts';
import { LineSlots, recordSlots } from './extract/line-slots.ts';
import type { Hit, StepHit } from './hit.ts';
import { compileKeys, type KeyReader } from './join-keys.ts';
import { FilterNetwork, type NetworkTuning } from './network/filter-network.ts';
import { OrderTable } from './order-table.ts';
import { SlotTable } from './slot-table.ts';

export interface RuleInput {
  readonly plan: QueryPlan;
  /** Index patterns; undefined: events of every index. */
  readonly indices?: readonly string[];
}

export interface EngineEvent {
  /** Undefined: unknown, every pattern accepts it. */
  readonly index: string | undefined;
  /** By the slot numbers of the rule set (`RuleSet.fields`). */
  readonly slots: Slots;
  /** Breaks ties between events of one time: the number of the event's first arrival. */
  readonly arrival: number;
  /** How the driver finds the event again; the engine only carries it. */
  readonly ref: number;
}

/** An event that is still a line of JSON; the rest as in `EngineEvent`. */
export interface EngineLine extends Omit<EngineEvent, 'slots'> {
  readonly line: Uint8Array;
}

/** What an event could have been and was not; the caller owns it, `match` adds to it. */
export interface MatchTally {
  /** Hits of sequences that were left out because the event had no usable time. */
  untimedHits: number;
  /** Join key tuples past the limit of one event (`MOST_KEY_TUPLES`). */
  droppedKeyTuples: number;
}

export interface RuleSet {
  /** The fields that an event must bring, by slot number. */
  readonly fields: readonly string[];
  readonly rules: readonly RuleInput[];
  /** The hits of one event, in the order of the rules. */
  match(event: EngineEvent, tally?: MatchTally): readonly Hit[];
  /**
   * The same for an event that is still JSON text, of which no object is made.
   * @throws SyntaxError or TypeError for what is no JSON object in UTF-8, unless the damage is in a part that no
   * rule reads.
   */
  matchLine(event: EngineLine, tally?: MatchTally): readonly Hit[];
}

/** Compiles the filters, keys and orders of the rules; a hit names a rule by its position in `rules`. */
export function buildRuleSet(rules: readonly RuleInput[], tuning?: NetworkTuning): RuleSet {
  const slots = new SlotTable();
  const orders = new OrderTable(slots.slotOf);
  const compiled = rules.map(({ plan }): CompiledRule => {
    // Only sequences are of no use without a time.
    return { order: orders.positionOf(plan.order), needsTime: plan.kind === 'sequence' };
  });
  const steps = rules.flatMap(({ plan }, rule) =>
    stepsOf(plan).map(({ filter, by }, step): CompiledStep => {
      const { recording, slots: reads } = recordSlots(slots.slotOf);
      return { rule, step, filter, keysOf: compileKeys(by, recording), reads };
    }),
  );
  const network = new FilterNetwork(
    steps.map(step => step.filter),
    slots.slotOf,
    tuning,
  );
  const wantedFor = memoisedByIndex(
    rules,
    steps.map(step => step.rule),
  );

  /**
   * The hits of the rules that own these filters; filters are numbered rule by rule, step by step.
   * @param fill is told which slots of the event are read next.
   */
  function hitsOf(
    accepted: readonly number[],
    event: EngineEvent,
    fill: (slots: readonly number[]) => void,
    tally: MatchTally | undefined,
  ): readonly Hit[] {
    const hits: Hit[] = [];
    const ordinals = orders.of(event, fill);
    for (let at = 0; at < accepted.length; ) {
      const rule = steps[accepted[at] ?? 0]?.rule ?? 0;
      const found: StepHit[] = [];
      for (; at < accepted.length; at++) {
        const step = steps[accepted[at] ?? 0];
        if (step?.rule !== rule) break;
        fill(step.reads);
        const { tuples, dropped } = step.keysOf(event.slots);
        if (tally !== undefined) tally.droppedKeyTuples += dropped;
        if (tuples.length > 0) found.push({ step: step.step, keys: tuples });
      }
      const owner = compiled[rule];
      if (found.length === 0 || owner === undefined) continue;
      const ordinal = ordinals(owner.order);
      if (!owner.needsTime || ordinal.timestampMs !== undefined)
        hits.push({ rule, ordinal, steps: found, ref: event.ref });
      else if (tally !== undefined) tally.untimedHits++;
    }
    return hits;
  }

  function match(event: EngineEvent, tally?: MatchTally): readonly Hit[] {
    const accepted = network.match(event.slots, wantedFor(event.index));
    return accepted.length === 0 ? NO_HITS : hitsOf(accepted, event, () => {}, tally);
  }

  // Made when the first line comes: whoever has documents only needs neither.
  let lines:
    | { readonly scanner: JsonScanner; readonly slots: LineSlots; readonly walk: Extractor }
    | undefined;

  return {
    fields: slots.paths,
    rules,
    match,
    matchLine({ line, ...event }, tally) {
      if (lines === undefined) {
        const scanner = new JsonScanner(slots.paths);
        const walk = buildExtractor(slots.paths);
        lines = { scanner, slots: new LineSlots(scanner, slots.paths.length), walk };
      }
      const { scanner, slots: lineSlots, walk } = lines;
      if (scanner.scan(line)) {
        lineSlots.begin();
        const accepted = network.matchLine(scanner, lineSlots, wantedFor(event.index));
        if (accepted?.length === 0) return NO_HITS;
        if (accepted !== undefined) {
          const scanned = { ...event, slots: lineSlots.slots };
          const hits = hitsOf(accepted, scanned, wanted => lineSlots.fill(wanted), tally);
          if (!lineSlots.isBroken) return hits;
        }
      }
      return match({ ...event, slots: walk.fromDocument(parseDocument(line)) }, tally);
    },
  };
}

const NO_HITS: readonly Hit[] = [];

interface CompiledRule {
  /** Position in the order table. */
  readonly order: number;
  /** Whether an event without a time is of no use to the finisher. */
  readonly needsTime: boolean;
}

interface CompiledStep {
  readonly rule: number;
  readonly step: number;
  readonly filter: Predicate;
  readonly keysOf: KeyReader;
  /** The slots that the keys stand in. */
  readonly reads: readonly number[];
}

/**
 * For each filter, whether its rule's patterns accept an index: worked out once for each index name that is seen.
 * Undefined: all do.
 */
function memoisedByIndex(
  rules: readonly RuleInput[],
  ruleOfFilter: readonly number[],
): (index: string | undefined) => Uint8Array | undefined {
  const accepts = rules.map(({ indices }) =>
    indices === undefined ? undefined : compileIndexPatterns(indices),
  );
  const known = new Map<string | undefined, Uint8Array | undefined>();
  return index => {
    if (known.has(index)) return known.get(index);
    const accepted = accepts.map(accept => accept?.(index) ?? true);
    const wanted = accepted.includes(false)
      ? Uint8Array.from(ruleOfFilter, rule => Number(accepted[rule] ?? true))
      : undefined;
    // Index names come with the events: a stream of ever new ones must not fill the memory.
    if (known.size >= MOST_KNOWN_INDICES) known.clear();
    known.set(index, wanted);
    return wanted;
  };
}

const MOST_KNOWN_INDICES = 1000;
