/** The rules that run, and the way of an event or alert to the hits of those that want it. */
import { ChangingRuleSet, type RuleNumber } from '../engine/changing-rule-set.ts';
import type { Hit } from '../engine/hit.ts';
import { areOfAlerts } from '../event/alert-index.ts';
import type { JsonObject } from '../event/json.ts';
import type { ArrivedEvent, TimeWindow } from './detection.ts';
import type { EventDocuments } from './event-documents.ts';
import { AHEAD_MS, type HitEvent } from './held-hits.ts';
import { ingestedLine } from './ingested-line.ts';
import type { RuleState } from './rule-state.ts';

interface Owner {
  readonly state: RuleState;
  /** Position among the inputs of the rule. */
  readonly input: number;
}

export class LiveRules {
  readonly states: Map<string, RuleState> = new Map();
  tooLateEvents = 0;
  tooLateWindow: TimeWindow | undefined;
  aheadOfClockEvents = 0;
  unreadableEvents = 0;
  /** The number of the event that was taken last. */
  lastArrival = 0;
  readonly #documents: EventDocuments;
  readonly #now: () => number;
  readonly #ofEvents = new ChangingRuleSet();
  readonly #ofAlerts = new ChangingRuleSet();
  readonly #owners = new Map<ChangingRuleSet, Map<RuleNumber, Owner>>([
    [this.#ofEvents, new Map()],
    [this.#ofAlerts, new Map()],
  ]);
  #alertArrival = 0;
  #readsIngested: { readonly fields: readonly string[]; readonly answer: boolean } | undefined;

  constructor(documents: EventDocuments, now: () => number) {
    this.#documents = documents;
    this.#now = now;
  }

  /** Puts rules in the place of those of the same ids. */
  set(states: readonly RuleState[]): void {
    for (const set of [this.#ofEvents, this.#ofAlerts]) {
      const own = states.filter(state => this.#setOf(state) === set);
      const remove = states.flatMap(({ rule }) => this.#numbersOf(set, rule.id));
      const numbers = set.change({ remove, add: own.flatMap(({ inputs }) => inputs) });
      const owners = this.#owners.get(set);
      for (const number of remove) owners?.delete(number);
      let at = 0;
      for (const state of own)
        for (const input of state.inputs.keys()) owners?.set(numbers[at++] ?? -1, { state, input });
    }
    for (const state of states) {
      const before = this.states.get(state.rule.id);
      if (before !== undefined && before !== state) state.replace(before);
      this.states.set(state.rule.id, state);
    }
  }

  remove(id: string): void {
    for (const set of [this.#ofEvents, this.#ofAlerts]) {
      const remove = this.#numbersOf(set, id);
      if (remove.length > 0) set.change({ remove });
      for (const number of remove) this.#owners.get(set)?.delete(number);
    }
    this.states.delete(id);
  }

  /** The filters of all rules over events, for who reads stored ones. */
  get matcher(): ChangingRuleSet {
    return this.#ofEvents;
  }

  take(events: readonly ArrivedEvent[]): void {
    const nowMs = this.#now();
    const earliest = this.#earliest();
    this.lastArrival = events.at(-1)?.arrival ?? this.lastArrival;
    for (const { arrival, ecs, id, index, ingestedMs, raw, timeMs } of events) {
      if (timeMs !== undefined && timeMs > nowMs + AHEAD_MS) this.aheadOfClockEvents++;
      if (Math.min(timeMs ?? ingestedMs) < earliest.timeMs || ingestedMs < earliest.ingestedMs)
        this.#tooLate(timeMs ?? ingestedMs);
      const line = ecs ?? raw;
      const asked = this.#doReadIngested() ? ingestedLine(line, ingestedMs) : line;
      const hits = this.#hitsOf(asked, index, arrival);
      if (hits.length === 0) continue;
      const event: HitEvent = {
        id,
        index,
        ingestedMs,
        arrival,
        isAlert: false,
        takenMs: nowMs,
        line: undefined,
      };
      if (this.takeHits(this.#ofEvents, hits, event, timeMs, () => parsed(line), nowMs))
        this.#documents.keep(event, line);
    }
  }

  /** Alerts, for the rules that read them. */
  takeAlerts(
    alerts: readonly JsonObject[],
    index: string,
    takenMs: number | undefined,
    timeOf: (alert: JsonObject) => number | undefined,
  ): void {
    if (this.#ofAlerts.rules.size === 0) return;
    const nowMs = this.#now();
    for (const alert of alerts) {
      const arrival = ++this.#alertArrival;
      const line = new TextEncoder().encode(JSON.stringify(alert));
      const hits = this.#ofAlerts.matchLine({ line, index, arrival, ref: 0 });
      if (hits.length === 0) continue;
      const timeMs = timeOf(alert);
      const event: HitEvent = {
        ...{ id: String(alert['kibana.alert.uuid']), index, ingestedMs: timeMs ?? nowMs, arrival },
        ...{ isAlert: true, takenMs, line: undefined },
      };
      if (this.takeHits(this.#ofAlerts, hits, event, timeMs, () => alert, nowMs))
        this.#documents.keep(event, line);
    }
  }

  /** @returns whether some rule holds the event now */
  takeHits(
    set: ChangingRuleSet,
    hits: readonly Hit[],
    event: HitEvent,
    timeMs: number | undefined,
    document: () => JsonObject,
    nowMs: number,
  ): boolean {
    const owners = this.#owners.get(set);
    let isHeld = false;
    for (const hit of hits) {
      const owner = owners?.get(hit.rule);
      if (owner === undefined) continue;
      const { input, state } = owner;
      const primaryMs = state.clock.primaryMs(event, timeMs, document);
      if (state.takeHit(input, hit, event, primaryMs, nowMs)) isHeld = true;
    }
    return isHeld;
  }

  get hasAlertReaders(): boolean {
    return this.#ofAlerts.rules.size > 0;
  }

  /** Makes events cheaper, where rules have come and gone. */
  compact(): void {
    this.#ofEvents.compact();
  }

  #hitsOf(line: Uint8Array, index: string | undefined, arrival: number): readonly Hit[] {
    try {
      return this.#ofEvents.matchLine({ line, index, arrival, ref: 0 });
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
      this.unreadableEvents++;
      return [];
    }
  }

  #setOf({ rule }: RuleState): ChangingRuleSet {
    return areOfAlerts(rule.compiled.indices) ? this.#ofAlerts : this.#ofEvents;
  }

  #numbersOf(set: ChangingRuleSet, id: string): readonly RuleNumber[] {
    const numbers: RuleNumber[] = [];
    for (const [number, { state }] of this.#owners.get(set) ?? [])
      if (state.rule.id === id) numbers.push(number);
    return numbers;
  }

  #doReadIngested(): boolean {
    const { fields } = this.#ofEvents;
    if (this.#readsIngested?.fields !== fields)
      this.#readsIngested = { fields, answer: fields.includes('event.ingested') };
    return this.#readsIngested.answer;
  }

  /** Where the windows begin of the rules that look back furthest, of each kind. */
  #earliest(): { readonly timeMs: number; readonly ingestedMs: number } {
    let timeMs = Number.POSITIVE_INFINITY;
    let ingestedMs = Number.POSITIVE_INFINITY;
    for (const state of this.states.values()) {
      if (state.clock.by[0] === 'time') timeMs = Math.min(timeMs, state.nextFromMs);
      else ingestedMs = Math.min(ingestedMs, state.nextFromMs);
    }
    return {
      timeMs: timeMs === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : timeMs,
      ingestedMs: ingestedMs === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : ingestedMs,
    };
  }

  #tooLate(ms: number): void {
    this.tooLateEvents++;
    this.tooLateWindow = {
      fromMs: Math.min(ms, this.tooLateWindow?.fromMs ?? ms),
      toMs: Math.max(ms, this.tooLateWindow?.toMs ?? ms),
    };
  }
}

function parsed(line: Uint8Array): JsonObject {
  return JSON.parse(new TextDecoder().decode(line)) as JsonObject;
}
