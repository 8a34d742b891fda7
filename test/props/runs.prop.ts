/**
 * The live path against its definition: whatever order events come in, late, twice, dated next year, while runs close,
 * and however often the process dies, the alerts that are not superseded are those of a naive search of each closed
 * run's window, over what had arrived as its record says.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertDocument } from '../../src/alerts/alert-document.ts';
import type { RunningRule, RunRecord } from '../../src/detect/detection.ts';
import { startDetection } from '../../src/detect/start-detection.ts';
import type { QueryPlan } from '../../src/plan/query.ts';
import { MemoryAlertStore } from '../../src/store/memory/alert-store.ts';
import { MemoryEventStore } from '../../src/store/memory/event-store.ts';
import { MemoryObjectStore } from '../../src/store/memory/object-store.ts';
import type { ObjectWrite } from '../../src/store/object-store.ts';
import { type NaiveMemory, type NaiveRule, type NaiveStored, naiveRun } from '../reference/naive-runs.ts';
import { compiledRule } from '../support/compiled-rule.ts';
import { type DrawnKeys, engineStep, naiveStep } from './finisher-case.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);
const START_MS = Date.UTC(2026, 0, 1);
const YEAR_MS = 366 * 86_400_000;
const LATENESS_MS = 2000;
const SECOND_NS = 1_000_000_000n;

interface DrawnRule {
  readonly form: 'events' | 'sequence' | 'threshold' | 'new-terms' | 'indicators';
  readonly kinds: readonly (readonly string[])[];
  readonly isJoined: boolean;
  /** Of a sequence: where an event must be missing, if anywhere. */
  readonly absentAt: number | undefined;
  readonly until: string | undefined;
  readonly maxspan: number;
  readonly least: number;
  readonly isDistinct: boolean;
  readonly historySeconds: number;
  readonly fromSeconds: number;
  readonly intervalSeconds: number;
  readonly byIngested: boolean;
}

const someKinds = fc.subarray(['a', 'b', 'c'], { minLength: 1, maxLength: 2 });
const rules: fc.Arbitrary<DrawnRule> = fc.record({
  form: fc.constantFrom('events', 'sequence', 'sequence', 'sequence', 'threshold', 'new-terms', 'indicators'),
  kinds: fc.array(someKinds, { minLength: 1, maxLength: 3 }),
  isJoined: fc.boolean(),
  absentAt: fc.option(fc.nat(3), { nil: undefined }),
  until: fc.option(fc.constantFrom('b', 'c', 'd'), { nil: undefined, freq: 2 }),
  maxspan: fc.integer({ min: 1, max: 8 }),
  least: fc.integer({ min: 1, max: 3 }),
  isDistinct: fc.boolean(),
  historySeconds: fc.integer({ min: 5, max: 60 }),
  fromSeconds: fc.integer({ min: 8, max: 30 }),
  intervalSeconds: fc.integer({ min: 5, max: 12 }),
  byIngested: fc.boolean(),
});

interface DrawnEvent {
  readonly is: string;
  readonly user: string;
  readonly lateMs: number;
}

type Act =
  | ({ readonly kind: 'event' } & DrawnEvent)
  | { readonly kind: 'double'; readonly of: number }
  /** With events that come while it works, each so many steps of it after the one before. */
  | {
      readonly kind: 'tick';
      readonly afterMs: number;
      readonly during: readonly (DrawnEvent & { readonly steps: number })[];
    }
  /** The process dies, in a write of this number from now or at once, and comes back after a time. */
  | { readonly kind: 'restart'; readonly afterMs: number; readonly inWrite: number | undefined }
  | { readonly kind: 'clock'; readonly byMs: number }
  | { readonly kind: 'change' };

const event = {
  is: fc.constantFrom('a', 'b', 'c', 'd'),
  user: fc.constantFrom('x', 'x', 'y'),
  lateMs: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 4 }).map(n => n * 500) },
    { weight: 2, arbitrary: fc.integer({ min: -3000, max: 25_000 }) },
    { weight: 1, arbitrary: fc.constant(-YEAR_MS) },
  ),
};

const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ kind: fc.constant('event' as const), ...event }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('double' as const), of: fc.nat(20) }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('tick' as const),
        afterMs: fc.oneof(fc.constant(500), fc.integer({ min: 100, max: 6000 })),
        during: fc.oneof(
          { weight: 2, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(fc.record({ ...event, steps: fc.nat(30) }), { maxLength: 4 }) },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('restart' as const),
        afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
        inWrite: fc.option(fc.nat(3), { nil: undefined }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'change' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('clock' as const),
        byMs: fc.integer({ min: 1000, max: 200_000 }),
      }),
    },
  ),
  { minLength: 10, maxLength: 60, size: 'max' },
);

const base = compiledRule('any where true').rule;

function ruleOf(drawn: DrawnRule, at: number): { readonly rule: RunningRule; readonly naive: NaiveRule } {
  const ruleId = `rule-${at}`;
  const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
  const user = { path: 'user', type: 'keyword' } as const;
  const by: DrawnKeys = drawn.isJoined ? [{ field: 'user', optional: false }] : [];
  const [first = ['a']] = drawn.kinds;
  const { filter } = engineStep(first, []);
  const { accepts } = naiveStep(first, []);
  const { absentAt, fromSeconds, intervalSeconds, kinds, least, maxspan } = drawn;
  let plan: QueryPlan;
  let naive: NaiveRule;
  switch (drawn.form) {
    case 'events':
      plan = { kind: 'events', filter, order };
      naive = { ruleId, kind: 'events', accepts };
      break;
    case 'sequence': {
      const where = absentAt === undefined ? undefined : Math.min(absentAt, kinds.length);
      const steps = kinds.map(one => engineStep(one, by));
      const naiveSteps = kinds.map(one => naiveStep(one, by));
      const until = drawn.until === undefined ? undefined : [drawn.until];
      plan = {
        ...{ kind: 'sequence', steps, order, maxspanMs: maxspan * 1000 },
        ...(where !== undefined && { absent: [{ ...engineStep(['d'], by), at: where }] }),
        ...(until !== undefined && { until: engineStep(until, by) }),
      };
      naive = {
        ...{ ruleId, kind: 'sequence', maxspan: BigInt(maxspan) * SECOND_NS },
        steps:
          where === undefined
            ? naiveSteps
            : naiveSteps.toSpliced(where, 0, { ...naiveStep(['d'], by), absent: true } as never),
        until: until === undefined ? undefined : naiveStep(until, by),
      };
      break;
    }
    case 'threshold': {
      const windowMs = fromSeconds * 1000;
      const gatherMs = intervalSeconds * 1000;
      plan = {
        kind: 'threshold',
        filter,
        by: drawn.isJoined ? [user] : [],
        least,
        windowMs,
        gatherMs,
        order,
      };
      naive = {
        ruleId,
        kind: 'threshold',
        accepts,
        by: drawn.isJoined ? ['user'] : [],
        least,
        windowMs,
        gatherMs,
      };
      break;
    }
    case 'indicators': {
      const indicators = engineStep(['d'], []);
      plan = {
        kind: 'indicators',
        filter,
        indicators,
        groups: [[{ event: user, indicator: user, negate: false }]],
        order,
      };
      const isIndicator = naiveStep(['d'], []).accepts;
      const groups = [[{ event: 'user', indicator: 'user', negate: false }]];
      naive = { ruleId, kind: 'indicators', accepts, isIndicator, groups };
      break;
    }
    case 'new-terms': {
      const historyMs = drawn.historySeconds * 1000;
      plan = { kind: 'new-terms', filter, terms: [user], historyMs, order };
      naive = { ruleId, kind: 'new-terms', accepts, terms: ['user'], historyMs };
      break;
    }
  }
  const rule = {
    ...{ ...base, rule_id: ruleId, max_signals: 1_000_000 },
    ...{ from: `now-${fromSeconds}s`, interval: `${intervalSeconds}s` },
    ...(isByIngested(drawn) && { timestamp_override: 'event.ingested' }),
  };
  return { rule: { id: `${ruleId}-${intervalSeconds}`, revision: 1, compiled: { rule, plan } }, naive };
}

/** What was not seen before is asked of event time: a late event is not new if a later one was told. */
function isByIngested({ byIngested, form }: DrawnRule): boolean {
  return byIngested && form !== 'new-terms';
}

class Killed extends Error {}

/** Fails at the write of a number, as if the process had died there. */
class DyingObjectStore extends MemoryObjectStore {
  writesLeft = Number.POSITIVE_INFINITY;

  override async write(
    writes: readonly ObjectWrite[],
    by: { readonly who: string; readonly atMs: number },
  ): Promise<readonly number[]> {
    if (this.writesLeft-- <= 0) throw new Killed();
    return super.write(writes, by);
  }
}

class World {
  readonly events = new MemoryEventStore();
  readonly alerts = new MemoryAlertStore();
  readonly objects = new DyingObjectStore();
  readonly stored: { readonly event: NaiveStored; readonly timeMs: number; readonly ingestedMs: number }[] =
    [];
  readonly wanted = new Set<string>();
  runs = 0;
  /** How often an event was there that a run which closed had not seen. */
  unseen = 0;
  nowMs = START_MS;
  readonly #rules: readonly { readonly rule: RunningRule; readonly naive: NaiveRule }[];
  readonly #memories = new Map<string, NaiveMemory>();
  #detection: ReturnType<typeof startDetection>;
  #ids = 0;
  #alive = 0;

  constructor(drawn: readonly DrawnRule[]) {
    this.#rules = drawn.map(ruleOf);
    this.#detection = this.#newDetection();
  }

  #newDetection(): ReturnType<typeof startDetection> {
    const life = ++this.#alive;
    return startDetection({
      events: this.events,
      alerts: this.alerts,
      objects: this.objects,
      newId: () => `id-${++this.#ids}`,
      now: () => this.nowMs,
      onChange: change => {
        if (change.kind === 'run' && life === this.#alive) this.#closed(change.record);
      },
      options: { allowedLatenessMs: LATENESS_MS, mostCaughtUpRuns: 3 },
    });
  }

  #closed(record: RunRecord): void {
    const found = this.#rules.find(({ rule }) => rule.id === record.ruleId);
    if (found === undefined) throw new Error(`a run of ${record.ruleId}`);
    expect(record.outcome).toBe('succeeded');
    this.runs++;
    const memory = this.#memories.get(record.ruleId) ?? new Map();
    this.#memories.set(record.ruleId, memory);
    const isByIngest = found.rule.compiled.rule.timestamp_override !== undefined;
    const { lastArrival = 0 } = record;
    const seen = this.stored.filter(({ event: { arrival } }) => arrival <= lastArrival);
    this.unseen += this.stored.length - seen.length;
    const stored = seen.map(({ event, ingestedMs, timeMs }) => ({
      ...event,
      primaryMs: isByIngest ? ingestedMs : timeMs,
    }));
    const watermarkMs = record.startedAtMs - LATENESS_MS;
    for (const id of naiveRun(found.naive, stored, { ...record.window, watermarkMs }, memory))
      this.wanted.add(id);
  }

  start(): Promise<void> {
    return this.#detection.start(this.#rules.map(({ rule }) => rule));
  }

  async do(act: Act): Promise<void> {
    switch (act.kind) {
      case 'event':
        return this.#arrive(this.nowMs - act.lateMs, act.is, act.user);
      case 'double': {
        const event = this.stored[act.of];
        if (event === undefined) return;
        const { fields } = event.event;
        const { ingestedMs, timeMs } = event;
        return this.#append(event.event.id, timeMs, ingestedMs, {
          kind: fields['kind'],
          user: fields['user'],
        });
      }
      case 'tick':
        this.nowMs += act.afterMs;
        await Promise.all([this.#detection.tick(this.nowMs), this.#arriveDuring(act.during)]);
        return;
      case 'clock':
        this.nowMs += act.byMs;
        await this.#detection.tick(this.nowMs);
        this.nowMs -= act.byMs;
        return this.#detection.tick(this.nowMs);
      case 'change': {
        const [first] = this.#rules;
        return first === undefined ? undefined : this.#detection.setRules([first.rule]);
      }
      case 'restart':
        if (act.inWrite !== undefined) {
          this.objects.writesLeft = act.inWrite;
          this.nowMs += 5000;
          await this.#detection.tick(this.nowMs).catch(error => {
            if (!(error instanceof Killed)) throw error;
          });
          this.objects.writesLeft = Number.POSITIVE_INFINITY;
        }
        this.nowMs += act.afterMs;
        this.#detection = this.#newDetection();
        return this.start();
    }
  }

  async #arriveDuring(events: Extract<Act, { kind: 'tick' }>['during']): Promise<void> {
    for (const { is, lateMs, steps, user } of events) {
      for (let step = 0; step < steps; step++) await Promise.resolve();
      await this.#arrive(this.nowMs - lateMs, is, user);
    }
  }

  async #arrive(timeMs: number, kind: string, user: string): Promise<void> {
    const id = `event-${this.stored.length}`;
    this.stored.push({
      event: {
        ...{ id, primaryMs: timeMs, time: BigInt(timeMs) * 1_000_000n, tiebreaker: undefined },
        arrival: this.events.lastArrival + 1,
        fields: { kind, user },
      },
      timeMs,
      ingestedMs: this.nowMs,
    });
    return this.#append(id, timeMs, this.nowMs, { kind, user });
  }

  async #append(id: string, timeMs: number, ingestedMs: number, fields: object): Promise<void> {
    const document = { '@timestamp': new Date(timeMs).toISOString(), ...fields };
    const raw = new TextEncoder().encode(JSON.stringify(document));
    const event = { id, index: undefined, timeMs, ingestedMs, raw };
    const [appended] = await this.events.append([event]);
    // As a store answers that does not know a double as one.
    const arrival = appended?.kind === 'stored' ? appended.arrival : ++this.events.lastArrival;
    this.#detection.take([{ ...event, arrival }]);
  }

  /** Ticks until every window is empty. */
  async end(): Promise<void> {
    for (let seconds = 0; seconds < 60; seconds += 2) {
      this.nowMs += 2000;
      await this.#detection.tick(this.nowMs);
    }
  }

  async told(): Promise<readonly AlertDocument[]> {
    const found: AlertDocument[] = [];
    for await (const batch of this.alerts.search({})) found.push(...batch.map(({ document }) => document));
    return found;
  }
}

function standing(documents: readonly AlertDocument[]): readonly string[] {
  return documents
    .filter(alert => alert['kibana.alert.tripline.superseded'] !== true)
    .filter(alert => alert['kibana.alert.group.index'] === undefined)
    .map(alert => alert['kibana.alert.uuid'])
    .sort();
}

test('the alerts that stand are those of a naive search of each run', async () => {
  let alerts = 0;
  let superseded = 0;
  let unseen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(rules, { minLength: 1, maxLength: 3 }), acts, async (drawn, script) => {
      const world = new World(drawn);
      await world.start();
      for (const act of script) await world.do(act);
      await world.end();
      const told = await world.told();
      expect(standing(told)).toEqual([...world.wanted].sort());
      alerts += told.length;
      unseen += world.unseen;
      superseded += told.length - standing(told).length;
    }),
    { numRuns },
  );
  expect(alerts).toBeGreaterThan(numRuns);
  expect(superseded).toBeGreaterThan(numRuns / 10);
  expect(unseen).toBeGreaterThan(numRuns / 10);
}, 300_000);
