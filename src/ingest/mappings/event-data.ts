import type { JsonObject } from '../../event/json.ts';

/** What Windows writes where it has nothing to say. */
const NOTHING = new Set(['', '-', '{00000000-0000-0000-0000-000000000000}']);

/**
 * The EventData of one record on its way to ECS. What a mapping takes moves to its ECS field; what is left
 * stays in `winlog.event_data`. Values that say nothing are gone from the start, so no field comes of them.
 */
export class EventData {
  readonly #values: Map<string, string>;

  constructor(data: ReadonlyMap<string, string>) {
    this.#values = new Map([...data].filter(([, value]) => !NOTHING.has(value)));
  }

  /** The value, which also stays in `winlog.event_data`. */
  copy(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** The value, which moves away. */
  take(name: string): string | undefined {
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** The value as a number, which moves away; one that is no whole number stays as it is. */
  takeNumber(name: string): number | undefined {
    const value = this.#values.get(name);
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(this.take(name)) : undefined;
  }

  /** Changes the values under the names that match. */
  change(names: RegExp, change: (value: string) => string): void {
    for (const [name, value] of this.#values) if (names.test(name)) this.#values.set(name, change(value));
  }

  /** What no mapping took. */
  rest(): JsonObject {
    return Object.fromEntries(this.#values);
  }
}
