/** A detection on stores in memory, with a clock of its own. */
import type { AlertDocument } from '../../src/alerts/alert-document.ts';
import type { Detection, RunRecord } from '../../src/detect/detection.ts';
import type { DetectionOptions } from '../../src/detect/detection-options.ts';
import { startDetection } from '../../src/detect/start-detection.ts';
import { ecsSchema } from '../../src/event/ecs-schema.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { ExceptionItems, ExceptionOptions } from '../../src/exceptions/apply-exceptions.ts';
import { listKey } from '../../src/exceptions/exception-item.ts';
import type { CompiledRule } from '../../src/rules/compile-rule.ts';
import { sourceText } from '../../src/source/source-text.ts';
import type { NewEvent } from '../../src/store/event-store.ts';
import { MemoryAlertStore } from '../../src/store/memory/alert-store.ts';
import { MemoryEventStore } from '../../src/store/memory/event-store.ts';
import { MemoryObjectStore } from '../../src/store/memory/object-store.ts';

class SilentEventStore extends MemoryEventStore {
  isSilent = false;

  override async settle(): Promise<void> {
    if (this.isSilent) throw new Error('no store');
  }
}

export class DetectionWorld {
  nowMs: number = Date.UTC(2026, 0, 1);
  detection: Detection;
  readonly #events = new SilentEventStore();
  readonly #alerts = new MemoryAlertStore();
  readonly #objects = new MemoryObjectStore();
  readonly #rules: readonly CompiledRule[];
  readonly #options: Partial<DetectionOptions>;
  readonly #counts = new Map<string, number>();
  readonly #latest = new Map<string, NewEvent>();
  #ids = 0;

  /** Rules are called `rule-0`, `rule-1` and so on. */
  static async started(
    rules: readonly CompiledRule[],
    options: Partial<DetectionOptions> = {},
  ): Promise<DetectionWorld> {
    const world = new DetectionWorld(rules, options);
    await world.restart(0);
    return world;
  }

  constructor(rules: readonly CompiledRule[], options: Partial<DetectionOptions>) {
    this.#rules = rules;
    this.#options = options;
    this.detection = this.#newDetection();
  }

  /** An event of a process of this name; its id is the name and how many there were before. */
  async arrive(name: string, laterMs = 0, more: JsonObject = {}): Promise<void> {
    const event = this.#eventOf(name, laterMs, more);
    const [appended] = await this.#events.append([event]);
    if (appended?.kind === 'stored') this.detection.take([{ ...event, arrival: appended.arrival }]);
  }

  /** The last event of this name once more, as a store gives it that does not know it as a double. */
  async again(name: string): Promise<void> {
    const event = this.#latest.get(name);
    if (event !== undefined) this.detection.take([{ ...event, arrival: 1_000_000 }]);
  }

  /** Likewise, when no process runs. */
  async store(name: string): Promise<void> {
    await this.#events.append([this.#eventOf(name, 0, {})]);
  }

  /** Whether nothing can be read of the events. */
  failReading(isSilent: boolean): void {
    this.#events.isSilent = isSilent;
  }

  tick(afterMs: number): Promise<void> {
    this.nowMs += afterMs;
    return this.detection.tick(this.nowMs);
  }

  /** Time passes, with a tick every two seconds. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 2000) await this.tick(Math.min(left, 2000));
  }

  /** The process ends without notice, and another one begins after a time. */
  restart(afterMs: number): Promise<void> {
    this.nowMs += afterMs;
    this.detection = this.#newDetection();
    return this.detection.start(
      this.#rules.map((compiled, at) => ({ id: `rule-${at}`, revision: 1, compiled })),
    );
  }

  async documents(): Promise<readonly AlertDocument[]> {
    const found: AlertDocument[] = [];
    for await (const batch of this.#alerts.search({})) found.push(...batch.map(({ document }) => document));
    return found;
  }

  /** The first events of the alerts, but for building blocks. */
  async alerts(): Promise<readonly string[]> {
    const shown = (await this.documents()).filter(
      alert => alert['kibana.alert.building_block_type'] === undefined,
    );
    return shown
      .map(alert => alert['kibana.alert.ancestors'] as readonly JsonObject[])
      .map(ancestors => String(ancestors.find(({ depth }) => depth === 0)?.['id']))
      .sort();
  }

  /** All events of each, in their order, and whether it is superseded. */
  async alertsByEvents(): Promise<readonly string[]> {
    const shown = (await this.documents()).filter(
      alert => alert['kibana.alert.building_block_type'] === undefined,
    );
    return shown
      .map(alert => {
        const events = (alert['kibana.alert.ancestors'] as readonly JsonObject[])
          .filter(({ depth }) => depth === 0)
          .map(({ id }) => id);
        const isSuperseded = alert['kibana.alert.tripline.superseded'] === true;
        return [...events, ...(isSuperseded ? ['superseded'] : [])].join(' ');
      })
      .sort();
  }

  runs(): Promise<readonly RunRecord[]> {
    return this.detection.runs('rule-0', { size: 1000 });
  }

  #newDetection(): Detection {
    return startDetection({
      events: this.#events,
      alerts: this.#alerts,
      objects: this.#objects,
      newId: () => `id-${++this.#ids}`,
      now: () => this.nowMs,
      options: this.#options,
    });
  }

  #eventOf(name: string, laterMs: number, more: JsonObject): NewEvent {
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    const timeMs = this.nowMs + laterMs;
    const document = { '@timestamp': new Date(timeMs).toISOString(), process: { name }, ...more };
    const raw = new TextEncoder().encode(JSON.stringify(document));
    const event = { id: `${name}${count}`, index: undefined, timeMs, ingestedMs: this.nowMs, raw };
    this.#latest.set(name, event);
    return event;
  }
}

/** A list with one item: a field that has a value. */
export function exceptionOf(
  listId: string,
  { field, value }: { readonly field: string; readonly value: string },
): ExceptionItems & ExceptionOptions {
  const places = { find: () => undefined, toFile: (_: unknown, offset: number) => offset };
  const origin = { source: sourceText('item', ''), places };
  const entries = [{ kind: 'match', field, isExcluded: false, values: [value] }] as const;
  const item = { itemId: 'i', listId, namespace: 'single', name: 'i', entries, osTypes: [], origin };
  return {
    items: [item],
    lists: new Set([listKey(listId, 'single')]),
    schema: ecsSchema,
    valueLists: new Map(),
    drops: 'event',
  };
}
