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
import { type JoinKey, needsTime, type QueryPlan, stepsOf } from '../plan/query.ts';
import { type Dormancy, ONLY_WITH_FIRST } from './dormant-steps.ts';
import { EventAtHand } from './event-at-hand.ts';
import { EventTimes } from './event-times.ts';
import { buildExtractor, type Extractor, parseDocument } from './extract/extractor.ts';
import { recordSlots } from './extract/line-slots.ts';
import type { Hit, StepHit } from './hit.ts';
import type { HitRows } from './hit-rows.ts';
import { compileKeys, type KeyReader } from './join-keys.ts';
import { KeyHashes, type KeyList } from './key-hashes.ts';
import { LineReader } from './line-reader.ts';
import { FilterNetwork, type NetworkTuning } from './network/filter-network.ts';
import type { NetworkWatch } from './network/network-watch.ts';
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

/** A step of a rule: what a filter is the filter of. */
export interface RuleStep {
  readonly rule: number;
  /** Position among all steps of the plan (`stepsOf`). */
  readonly step: number;
}

export interface RuleSet {
  /** The fields that an event must bring, by slot number. */
  readonly fields: readonly string[];
  readonly rules: readonly RuleInput[];
  /** By the number of a filter. */
  readonly steps: readonly RuleStep[];
  /**
   * The hits of one event, in the order of the rules.
   * @param dormant steps that are not asked: for who finishes while reading (dormant-steps.ts).
   */
  match(event: EngineEvent, tally?: MatchTally, dormant?: Dormancy): readonly Hit[];
  /**
   * The same for an event that is still JSON text, of which no object is made.
   * @throws SyntaxError or TypeError for what is no JSON object in UTF-8, unless the damage is in a part that
   * nobody had to read.
   */
  matchLine(event: EngineLine, tally?: MatchTally): readonly Hit[];
  /** Adds the hits of one event to the rows, under its `ref`, and says how many rows there are more. */
  sift(event: EngineEvent, rows: HitRows, tally?: MatchTally): number;
  /** A reader for lines, which also finds fields that no rule reads, and notices keys (`JsonScanner`). */
  lineReader(alsoRead?: readonly string[], marks?: readonly string[]): LineReader;
  /** As `match`, of the line that the reader has open. Undefined: it is to be parsed whole. */
  matchOpened(
    reader: LineReader,
    event: Omit<EngineEvent, 'slots'>,
    tally?: MatchTally,
    dormant?: Dormancy,
  ): readonly Hit[] | undefined;
  /** As `sift`, of the line that the reader has open. Undefined: it is to be parsed whole; nothing was added. */
  siftOpened(
    reader: LineReader,
    event: Pick<EngineEvent, 'index' | 'ref'>,
    rows: HitRows,
    tally?: MatchTally,
  ): number | undefined;
}

/** What a rule set may be told besides its rules; its answers do not depend on it. */
export interface RuleSetOptions {
  readonly tuning?: NetworkTuning | undefined;
  /** Of the hashes of keys: rows are of one sieve if they were made with one seed. */
  readonly seed?: number;
  /** Someone who wants to know what costs time. */
  readonly watch?: NetworkWatch;
  readonly segment?: SegmentOptions;
}

/** Of a rule set that is one of several which work as one (changing-rule-set.ts). */
export interface SegmentOptions {
  /** Numbers the fields of all of them. */
  readonly slots: SlotTable;
  /** By position of a rule: what hits call it. */
  readonly numbers: readonly number[];
  /** By position of a rule: 1 from when it is to be as if it were not there. */
  readonly gone: Uint8Array;
}

/** Compiles the filters, keys and orders of the rules; a hit names a rule by its position in `rules`. */
export function buildRuleSet(rules: readonly RuleInput[], options: RuleSetOptions = {}): RuleSet {
  const { slots = new SlotTable(), numbers, gone } = options.segment ?? {};
  const orders = new OrderTable(slots.slotOf);
  const atHand = new EventAtHand();
  const keyHashes = new KeyHashes(slots.slotOf, options.seed ?? 0, atHand);
  const times = new EventTimes(atHand);
  const compiled = rules.map(({ plan }): CompiledRule => {
    return {
      order: orders.positionOf(plan.order),
      timeSlot: slots.slotOf(plan.order.timestamp),
      needsTime: needsTime(plan),
    };
  });
  const steps = rules.flatMap(({ plan }, rule) =>
    stepsOf(plan).map(({ filter, by, indices }, step): CompiledStep => {
      const { recording, slots: reads } = recordSlots(slots.slotOf);
      const keysOf = compileKeys(by, recording);
      const asked = plan.kind === 'sequence' || plan.kind === 'sample' ? filter : withKeys(filter, by);
      return { rule, step, filter: asked, keysOf, reads, keyList: keyHashes.listOf(by), indices };
    }),
  );
  const network = new FilterNetwork(
    steps.map(step => step.filter),
    slots.slotOf,
    options.tuning,
    options.watch,
  );
  const wantedFor = memoisedByIndex(steps.map(({ rule, indices }) => indices ?? rules[rule]?.indices));

  /**
   * The hits of the rules that own these filters; filters are numbered rule by rule, step by step.
   * @param fill is told which slots of the event are read next.
   */
  function hitsOf(
    accepted: readonly number[],
    event: EngineEvent,
    fill: (slots: readonly number[]) => void,
    tally: MatchTally | undefined,
    dormant: Dormancy | undefined,
  ): readonly Hit[] {
    const hits: Hit[] = [];
    const ordinals = orders.of(event, fill);
    for (let at = 0; at < accepted.length; ) {
      const rule = steps[accepted[at] ?? 0]?.rule ?? 0;
      const found: StepHit[] = [];
      for (; at < accepted.length; at++) {
        const filter = accepted[at] ?? 0;
        const step = steps[filter];
        if (step?.rule !== rule) break;
        if (gone?.[rule] === 1 || (dormant?.[filter] === ONLY_WITH_FIRST && found[0]?.step !== 0)) continue;
        fill(step.reads);
        const { tuples, dropped } = step.keysOf(event.slots);
        if (tally !== undefined) tally.droppedKeyTuples += dropped;
        if (tuples.length > 0) found.push({ step: step.step, keys: tuples });
      }
      const owner = compiled[rule];
      if (found.length === 0 || owner === undefined) continue;
      const ordinal = ordinals(owner.order);
      if (!owner.needsTime || ordinal.timestampMs !== undefined)
        hits.push({ rule: numbers?.[rule] ?? rule, ordinal, steps: found, ref: event.ref });
      else if (tally !== undefined) tally.untimedHits++;
    }
    return hits;
  }

  /** Likewise as rows, of the event at hand. */
  function addRows(accepted: readonly number[], ref: number, rows: HitRows, tally?: MatchTally): number {
    const before = rows.count;
    let untimedRule = -1;
    for (const filter of accepted) {
      const step = steps[filter];
      const owner = compiled[step?.rule ?? 0];
      if (step === undefined || owner === undefined || gone?.[step.rule] === 1) continue;
      const { count, dropped, high, low } = keyHashes.tuplesOf(step.keyList);
      if (tally !== undefined) tally.droppedKeyTuples += dropped;
      if (count === 0) continue;
      const time = times.at(owner.timeSlot);
      if (!owner.needsTime || !Number.isNaN(time))
        for (let at = 0; at < count; at++) rows.add(filter, ref, low[at] ?? 0, high[at] ?? 0, time);
      else if (tally !== undefined && untimedRule !== step.rule) {
        // A hit is one of a rule, at however many steps.
        untimedRule = step.rule;
        tally.untimedHits++;
      }
    }
    return rows.count - before;
  }

  function match(event: EngineEvent, tally?: MatchTally, dormant?: Dormancy): readonly Hit[] {
    const accepted = network.match(event.slots, wantedFor(event.index), dormant);
    return accepted.length === 0 ? NO_HITS : hitsOf(accepted, event, () => {}, tally, dormant);
  }

  function matchOpened(
    reader: LineReader,
    event: Omit<EngineEvent, 'slots'>,
    tally?: MatchTally,
    dormant?: Dormancy,
  ): readonly Hit[] | undefined {
    const accepted = network.matchLine(reader.scanner, reader.slots, wantedFor(event.index), dormant);
    if (accepted === undefined || accepted.length === 0) return accepted === undefined ? undefined : NO_HITS;
    const own = { untimedHits: 0, droppedKeyTuples: 0 };
    const hits = hitsOf(
      accepted,
      { ...event, slots: reader.slots.slots },
      wanted => reader.slots.fill(wanted),
      own,
      dormant,
    );
    if (reader.slots.isBroken) return undefined;
    addTally(tally, own);
    return hits;
  }

  // Made when the first line comes: whoever has documents only needs neither.
  let lines: { readonly reader: LineReader; readonly walk: Extractor } | undefined;
  return {
    fields: slots.paths,
    rules,
    steps,
    match,
    matchOpened,
    matchLine({ line, ...event }, tally) {
      lines ??= { reader: new LineReader(slots.paths), walk: buildExtractor(slots.paths) };
      const { reader, walk } = lines;
      const hits = reader.open(line) ? matchOpened(reader, event, tally) : undefined;
      return hits ?? match({ ...event, slots: walk.fromDocument(parseDocument(line)) }, tally);
    },
    sift(event, rows, tally) {
      const accepted = network.match(event.slots, wantedFor(event.index));
      if (accepted.length === 0) return 0;
      atHand.begin(event.slots);
      return addRows(accepted, event.ref, rows, tally);
    },
    lineReader: (alsoRead, marks) => new LineReader(slots.paths, alsoRead, marks),
    siftOpened({ scanner, slots: lineSlots }, { index, ref }, rows, tally) {
      const accepted = network.matchLine(scanner, lineSlots, wantedFor(index));
      if (accepted === undefined || accepted.length === 0) return accepted?.length;
      const before = rows.count;
      const own = { untimedHits: 0, droppedKeyTuples: 0 };
      atHand.begin(lineSlots.slots, scanner, lineSlots);
      const added = addRows(accepted, ref, rows, own);
      if (lineSlots.isBroken) {
        rows.count = before;
        return undefined;
      }
      addTally(tally, own);
      return added;
    },
  };
}

export function addTally(tally: MatchTally | undefined, { untimedHits, droppedKeyTuples }: MatchTally): void {
  if (tally === undefined) return;
  tally.untimedHits += untimedHits;
  tally.droppedKeyTuples += droppedKeyTuples;
}

const NO_HITS: readonly Hit[] = [];

interface CompiledRule {
  /** Position in the order table. */
  readonly order: number;
  readonly timeSlot: number;
  /** Whether an event without a time is of no use to the finisher. */
  readonly needsTime: boolean;
}

interface CompiledStep extends RuleStep {
  readonly filter: Predicate;
  readonly keysOf: KeyReader;
  /** The slots that the keys stand in. */
  readonly reads: readonly number[];
  readonly keyList: KeyList;
  readonly indices: readonly string[] | undefined;
}

/**
 * For each filter, whether its patterns accept an index: worked out once for each index name that is seen.
 * Undefined: all do.
 * @param patterns by filter; undefined: it reads every index.
 */
function memoisedByIndex(
  patterns: readonly (readonly string[] | undefined)[],
): (index: string | undefined) => Uint8Array | undefined {
  // The steps of a rule share its patterns.
  const compiled = new Map<readonly string[] | undefined, (index: string | undefined) => boolean>([
    [undefined, () => true],
  ]);
  for (const list of patterns)
    if (list !== undefined && !compiled.has(list)) compiled.set(list, compileIndexPatterns(list));
  const known = new Map<string | undefined, Uint8Array | undefined>();
  return index => {
    if (known.has(index)) return known.get(index);
    const answers = new Map([...compiled].map(([list, accept]) => [list, accept(index)]));
    const wanted = [...answers.values()].includes(false)
      ? Uint8Array.from(patterns, list => Number(answers.get(list) ?? true))
      : undefined;
    // Index names come with the events: a stream of ever new ones must not fill the memory.
    if (known.size >= MOST_KNOWN_INDICES) known.clear();
    known.set(index, wanted);
    return wanted;
  };
}

/**
 * The filter for those events only that have the keys. What counts or compares values has a step for each field of a
 * list of them, most of which most events lack: that a field is missing is known before a filter is tried.
 */
function withKeys(filter: Predicate, by: readonly JoinKey[]): Predicate {
  const keys = by.filter(({ optional }) => !optional);
  if (keys.length === 0) return filter;
  return { kind: 'all', terms: [filter, ...keys.map(({ field }): Predicate => ({ kind: 'exists', field }))] };
}

const MOST_KNOWN_INDICES = 1000;
