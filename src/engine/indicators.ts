/**
 * The indicator finisher: events that hold a value of an indicator, which is a document of another stream.
 *
 *     mapping   (source.ip = indicator.ip)  or  (dns.question.name = indicator.domain and not user.name = indicator.owner)
 *
 *     event     source.ip 203.0.113.9, dns.question.name "a.example", user.name "x"
 *     indicator A: ip 203.0.113.9      B: domain "a.example", owner "y"      C: domain "a.example", owner "x"
 *     ->        one match: the event with A and B
 *
 * Indicators have no time: one that comes after the event counts like one before it, so nothing is told before the
 * end. Both are held as what their filters left of them, refs and keys; the sieve of a scan (hit-sieve.ts) has thrown
 * away by then nearly all that have no partner. Definition: docs/design/rest-of-rule-types.md; naive twin:
 * test/reference/naive-indicators.ts.
 *
 * Where memory runs short, the oldest of the side goes that holds more.
 */
import type { FieldPair, IndicatorsPlan } from '../plan/query.ts';
import type { Dropped, Finisher } from './finisher.ts';
import type { Hit, JoinKeyTuple, Match, MatchedPair, StepHit } from './hit.ts';
import { readTuple } from './join-keys.ts';
import { textBytes } from './state-bytes.ts';

/** Starts an indicators plan's finisher. What it holds takes up `mostBytes` or less. */
export function startIndicators(plan: IndicatorsPlan, rule: number, mostBytes: number): Finisher {
  return new IndicatorsFinisher(plan, rule, mostBytes);
}

/** So many indicators of one event are told, as Elastic has it; the others are counted. */
const MOST_INDICATORS = 200;

/** An event or an indicator, with the steps of its side. */
interface Side {
  readonly ref: number;
  readonly steps: readonly StepHit[];
  readonly bytes: number;
}

/** Those of one side in the order of time, of which the oldest may go. */
class Sides {
  bytes = 0;
  private items: Side[] = [];
  private first = 0;

  get size(): number {
    return this.items.length - this.first;
  }

  add(side: Side): void {
    this.items.push(side);
    this.bytes += side.bytes;
  }

  dropOldest(): void {
    this.bytes -= this.items[this.first++]?.bytes ?? 0;
    if (this.first * 2 <= this.items.length) return;
    this.items = this.items.slice(this.first);
    this.first = 0;
  }

  take(): readonly Side[] {
    const all = this.items.slice(this.first);
    this.items = [];
    this.first = 0;
    this.bytes = 0;
    return all;
  }
}

interface MappingGroup {
  /** The fields of the event that have to fit, in the order of the keys of its steps. */
  readonly fields: readonly string[];
  readonly eventStep: number;
  /** Of each pair that must not fit the step that holds the event's value; the indicator's is the next. */
  readonly unwanted: readonly number[];
}

class IndicatorsFinisher implements Finisher {
  readonly isPending = true;
  private readonly rule: number;
  private readonly mostBytes: number;
  private readonly groups: readonly MappingGroup[];
  private readonly events = new Sides();
  private readonly indicators = new Sides();
  private begun = 0;
  private forgotten = 0;

  constructor({ groups }: IndicatorsPlan, rule: number, mostBytes: number) {
    this.rule = rule;
    this.mostBytes = mostBytes;
    this.groups = mappingGroups(groups);
  }

  get pending(): number {
    return this.events.size + this.indicators.size;
  }

  get bytes(): number {
    return this.events.bytes + this.indicators.bytes;
  }

  get dropped(): Dropped {
    return { begun: this.begun, absent: 0, matches: 0, forgotten: this.forgotten };
  }

  push({ ref, steps }: Hit): readonly Match[] {
    this.keep(this.events, ref, steps.filter(isOfEvent));
    this.keep(
      this.indicators,
      ref,
      steps.filter(step => !isOfEvent(step)),
    );
    while (this.bytes > this.mostBytes) {
      if (this.events.bytes > this.indicators.bytes) {
        this.events.dropOldest();
        this.begun++;
      } else {
        this.indicators.dropOldest();
        this.forgotten++;
      }
    }
    return [];
  }

  end(): readonly Match[] {
    const indicators = this.indicators.take();
    const byKey = new Map<string, number[]>();
    for (const [at, { steps }] of indicators.entries()) {
      for (const { keys, step } of steps) {
        for (const key of keys) {
          const place = placeOf(step - 1, key);
          const known = byKey.get(place);
          if (known === undefined) byKey.set(place, [at]);
          else known.push(at);
        }
      }
    }
    return this.events.take().flatMap(event => this.matchOf(event, indicators, byKey) ?? []);
  }

  private keep(side: Sides, ref: number, steps: readonly StepHit[]): void {
    // Values that must not fit are nothing without one that has to.
    if (!steps.some(({ step }) => step < 2 * this.groups.length)) return;
    let bytes = SIDE_BYTES;
    for (const { keys } of steps) for (const key of keys) bytes += STEP_BYTES + textBytes(key);
    side.add({ ref, steps, bytes });
  }

  private matchOf(
    event: Side,
    indicators: readonly Side[],
    byKey: ReadonlyMap<string, readonly number[]>,
  ): Match | undefined {
    /** By position of the indicator: the values in common, each once. */
    const matched = new Map<number, Map<string, Omit<MatchedPair, 'indicator'>>>();
    for (const group of this.groups) {
      for (const key of keysAt(event, group.eventStep)) {
        for (const at of byKey.get(placeOf(group.eventStep, key)) ?? []) {
          const indicator = indicators[at];
          if (indicator === undefined || isUnwanted(event, indicator, group)) continue;
          const pairs = matched.get(at) ?? new Map();
          matched.set(at, pairs);
          for (const [position, value] of readTuple(key).entries()) {
            const field = group.fields[position] ?? '';
            pairs.set(JSON.stringify([field, value]), { field, value });
          }
        }
      }
    }
    if (matched.size === 0) return undefined;
    const told = [...matched].sort(([a], [b]) => a - b).slice(0, MOST_INDICATORS);
    return {
      rule: this.rule,
      refs: [event.ref, ...told.map(([at]) => indicators[at]?.ref)],
      found: {
        kind: 'indicators',
        pairs: told.flatMap(([, pairs], at) =>
          [...pairs.values()].map(pair => ({ ...pair, indicator: at + 1 })),
        ),
        leftOut: matched.size - told.length,
      },
    };
  }
}

function mappingGroups(groups: readonly (readonly FieldPair[])[]): readonly MappingGroup[] {
  let unwantedStep = 2 * groups.length;
  return groups.map((pairs, at) => ({
    fields: pairs.filter(({ negate }) => !negate).map(({ event }) => event.path),
    eventStep: 2 * at,
    unwanted: pairs
      .filter(({ negate }) => negate)
      .map(() => {
        unwantedStep += 2;
        return unwantedStep - 2;
      }),
  }));
}

/** Steps are the event's and the indicator's in turn (`stepsOf`). */
function isOfEvent({ step }: StepHit): boolean {
  return step % 2 === 0;
}

function keysAt({ steps }: Side, wanted: number): readonly JoinKeyTuple[] {
  return steps.find(({ step }) => step === wanted)?.keys ?? [];
}

function isUnwanted(event: Side, indicator: Side, { unwanted }: MappingGroup): boolean {
  return unwanted.some(step => {
    const values = keysAt(indicator, step + 1);
    return keysAt(event, step).some(value => values.includes(value));
  });
}

function placeOf(eventStep: number, key: JoinKeyTuple): string {
  return `${eventStep} ${key}`;
}

const SIDE_BYTES = 160;
/** With its place in the index that is made at the end. */
const STEP_BYTES = 240;
