/**
 * A rule set whose rules change while events come: adding, changing or removing a few costs milliseconds, however
 * many there are. It is made of rule sets that never change, its *segments*, each with filters of its own:
 *
 *     1,000 rules at first           [1000]
 *     one is added                   [1000] [1]
 *     one of the first is changed    [1000, one of them gone] [2]
 *     fifteen more are added         [1000, one of them gone] [17]
 *     compact()                      [1016]
 *
 * A new rule is built together with the segments that are small beside it, so that there are few segments and few
 * rebuilds of each rule. A rule that is removed stays in its segment and is passed over; a segment of which most is
 * gone is built anew without it. Each further segment costs an event a little, which `compact` gives back.
 *
 * All segments number the fields alike, so that an event is read once for all of them. The hits are those of one rule
 * set with the rules that are there: docs/design/changing-rules.md says what becomes of begun sequences, and
 * test/props/changing-rules.prop.ts compares with the naive twin.
 */
import { buildExtractor, type Extractor, parseDocument } from './extract/extractor.ts';
import type { Hit } from './hit.ts';
import { LineReader } from './line-reader.ts';
import {
  addTally,
  buildRuleSet,
  type EngineEvent,
  type EngineLine,
  type MatchTally,
  type RuleInput,
  type RuleSet,
  type RuleSetOptions,
} from './rule-set.ts';
import { SlotTable } from './slot-table.ts';

/** What hits call a rule. Counts up from 0, and no rule gets one that another had. */
export type RuleNumber = number;

/** What happens to the rules between two events. A rule is changed by removing it and adding what it became. */
export interface RuleChange {
  readonly remove?: readonly RuleNumber[];
  readonly add?: readonly RuleInput[];
}

/** A segment of so many times as many rules as are new, or fewer, is built anew with them. */
const MERGED_TIMES = 16;
/** One of more rules than this is only built anew with as many as it has itself: that takes longer than a change may. */
const MOST_REBUILT = 256;

export class ChangingRuleSet {
  private readonly tuning: RuleSetOptions['tuning'];
  private readonly slots = new SlotTable();
  private inputs: ReadonlyMap<RuleNumber, RuleInput> = new Map();
  private nextNumber: RuleNumber = 0;
  /** Those with the most rules first. */
  private segments: readonly Segment[] = [];
  private currentFields: readonly string[] = [];
  /** What `matchLine` reads with; made for the list of fields that it holds. */
  private lines: { readonly reader: LineReader; readonly walk: Extractor } | undefined;

  /** @param rules get the numbers from 0 up. */
  constructor(rules: readonly RuleInput[] = [], { tuning }: Pick<RuleSetOptions, 'tuning'> = {}) {
    this.tuning = tuning;
    this.change({ add: rules });
  }

  /** The rules that are there, in the order of their numbers. A change makes another map and leaves this one as it is. */
  get rules(): ReadonlyMap<RuleNumber, RuleInput> {
    return this.inputs;
  }

  /**
   * The fields that an event must bring, by slot number. When rules bring new fields it is another list: extractors
   * and line readers that were made for the one before are refused from then on, and are to be made anew.
   */
  get fields(): readonly string[] {
    return this.currentFields;
  }

  /** How many of the rules each segment has. More than one: `compact` would make events cheaper. */
  get segmentSizes(): readonly number[] {
    return this.segments.map(({ numbers }) => numbers.filter(number => this.inputs.has(number)).length);
  }

  /**
   * Removes and adds rules, all at once: the next event is seen by the rules that are there then.
   * @returns the numbers of the added rules, in their order.
   * @throws Error for a number that no rule has; nothing is changed then.
   */
  change({ remove = [], add = [] }: RuleChange): readonly RuleNumber[] {
    const inputs = new Map(this.inputs);
    for (const number of remove)
      if (!inputs.delete(number)) throw new Error(`there is no rule ${number} to remove`);
    const added = add.map((rule, at) => {
      inputs.set(this.nextNumber + at, rule);
      return this.nextNumber + at;
    });
    const segments = plannedSegments(this.segments, inputs, added).map(
      planned => planned.kept ?? this.build(planned.numbers, inputs),
    );
    this.nextNumber += add.length;
    this.take(inputs, segments);
    return added;
  }

  /** Builds all rules into one segment, which takes as long as building a rule set of them. */
  compact(): void {
    const isCompact = this.segments.every(({ numbers }) => numbers.length === this.inputs.size);
    if (!isCompact) this.take(this.inputs, [this.build([...this.inputs.keys()], this.inputs)]);
  }

  /** The hits of one event, in the order of the numbers of their rules. */
  match(event: EngineEvent, tally?: MatchTally): readonly Hit[] {
    if (event.slots.length < this.currentFields.length)
      throw new Error('the extractor of the event was made before rules brought new fields');
    let hits = NO_HITS;
    for (const { set } of this.segments) hits = joined(hits, set.match(event, tally));
    return hits;
  }

  /** As `RuleSet.matchLine`. */
  matchLine({ line, ...event }: EngineLine, tally?: MatchTally): readonly Hit[] {
    if (this.lines?.reader.fields !== this.currentFields)
      this.lines = { reader: this.lineReader(), walk: buildExtractor(this.currentFields) };
    const { reader, walk } = this.lines;
    const hits = reader.open(line) ? this.matchOpened(reader, event, tally) : undefined;
    return hits ?? this.match({ ...event, slots: walk.fromDocument(parseDocument(line)) }, tally);
  }

  /** As `RuleSet.lineReader`; to be made anew when its `fields` are not those of the rule set any more. */
  lineReader(alsoRead?: readonly string[], marks?: readonly string[]): LineReader {
    return new LineReader(this.currentFields, alsoRead, marks);
  }

  /** As `RuleSet.matchOpened`. */
  matchOpened(
    reader: LineReader,
    event: Omit<EngineEvent, 'slots'>,
    tally?: MatchTally,
  ): readonly Hit[] | undefined {
    if (reader.fields !== this.currentFields)
      throw new Error('the reader of the line was made before rules brought new fields');
    const own = { untimedHits: 0, droppedKeyTuples: 0 };
    let hits = NO_HITS;
    for (const { set } of this.segments) {
      const found = set.matchOpened(reader, event, own);
      if (found === undefined) return undefined;
      hits = joined(hits, found);
    }
    addTally(tally, own);
    return hits;
  }

  private build(numbers: readonly RuleNumber[], inputs: ReadonlyMap<RuleNumber, RuleInput>): Segment {
    const rules = numbers.flatMap(number => inputs.get(number) ?? []);
    const gone = new Uint8Array(numbers.length);
    const set = buildRuleSet(rules, { tuning: this.tuning, segment: { slots: this.slots, numbers, gone } });
    return { set, numbers, gone };
  }

  private take(inputs: ReadonlyMap<RuleNumber, RuleInput>, segments: readonly Segment[]): void {
    for (const { gone, numbers } of segments)
      for (const [at, number] of numbers.entries()) gone[at] = Number(!inputs.has(number));
    this.inputs = inputs;
    this.segments = segments;
    const { paths } = this.slots;
    if (this.currentFields.length < paths.length) this.currentFields = [...paths];
  }
}

interface Segment {
  readonly set: RuleSet;
  /** By position of the rule in `set`, ascending. */
  readonly numbers: readonly RuleNumber[];
  /** By position: 1 where the rule was removed. */
  readonly gone: Uint8Array;
}

/** A segment as it is to be. */
interface PlannedSegment {
  /** Of the rules that are there. */
  readonly numbers: readonly RuleNumber[];
  /** The segment that has them already, beside such as are gone. Undefined: it is to be built. */
  readonly kept: Segment | undefined;
}

/** Which segments stay, which go into others, and what is built. */
function plannedSegments(
  segments: readonly Segment[],
  inputs: ReadonlyMap<RuleNumber, RuleInput>,
  added: readonly RuleNumber[],
): readonly PlannedSegment[] {
  const planned = segments.flatMap((segment): readonly PlannedSegment[] => {
    const numbers = segment.numbers.filter(number => inputs.has(number));
    if (numbers.length === 0) return [];
    return [{ numbers, kept: numbers.length * 2 < segment.numbers.length ? undefined : segment }];
  });
  planned.sort(mostRulesFirst);
  if (added.length > 0) {
    const together = [...added];
    for (let last = planned.at(-1); last !== undefined; last = planned.at(-1)) {
      const { length } = last.numbers;
      if (length > together.length * MERGED_TIMES) break;
      if (length > together.length && length > MOST_REBUILT) break;
      together.push(...last.numbers);
      planned.pop();
    }
    planned.push({ numbers: together.sort((a, b) => a - b), kept: undefined });
    planned.sort(mostRulesFirst);
  }
  return planned;
}

const mostRulesFirst = (a: PlannedSegment, b: PlannedSegment): number => b.numbers.length - a.numbers.length;

/** The hits of two segments in the order of the rules. Of nearly every event at most one has any. */
function joined(hits: readonly Hit[], others: readonly Hit[]): readonly Hit[] {
  if (others.length === 0) return hits;
  if (hits.length === 0) return others;
  return [...hits, ...others].sort((a, b) => a.rule - b.rule);
}

const NO_HITS: readonly Hit[] = [];
