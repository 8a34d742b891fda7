import type { Json } from '../../event/json.ts';
import { setMember } from '../defined.ts';
import { guidInUpperCase, isGuidName } from './guid-case.ts';

const ZERO_GUID = '{00000000-0000-0000-0000-000000000000}';

/** Whether a value is what Windows writes where it has nothing to say. */
function isNothing(value: string): boolean {
  // The length first: it is at hand, and this is asked of every value.
  const { length } = value;
  if (length > 1) return length === ZERO_GUID.length && value === ZERO_GUID;
  return length === 0 || value === '-';
}

/**
 * The EventData of one record on its way to ECS. What a mapping takes moves to its ECS field, what it copies is
 * found under both names, and what is left stays in `winlog.event_data`. Values that say nothing become no field.
 */
export class EventData {
  readonly #values: Map<string, Json>;

  private constructor(values: Map<string, Json>) {
    this.#values = values;
  }

  /** Values that say nothing are gone from the start, and GUIDs are in upper case. */
  static meaningful(data: ReadonlyMap<string, string>): EventData {
    const values = new Map<string, Json>();
    for (const [name, value] of data) {
      if (!isNothing(value)) values.set(name, isGuidName(name) ? guidInUpperCase(value) : value);
    }
    return new EventData(values);
  }

  /** All values stay in `winlog.event_data` as they came, also those that say nothing. */
  static whole(data: ReadonlyMap<string, string>): EventData {
    return new EventData(new Map<string, Json>(data));
  }

  /** The value, which also stays in `winlog.event_data`. */
  copy(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' && !isNothing(value) ? value : undefined;
  }

  /** The value, which moves away. */
  take(name: string): string | undefined {
    const value = this.copy(name);
    if (value !== undefined) this.#values.delete(name);
    return value;
  }

  /** The value as a whole number, which also stays; Windows writes some in hexadecimal. */
  copyNumber(name: string): number | undefined {
    return wholeNumber(this.copy(name));
  }

  /** The value as a whole number, which moves away; one that is none stays as it is. */
  takeNumber(name: string): number | undefined {
    const number = this.copyNumber(name);
    if (number !== undefined) this.#values.delete(name);
    return number;
  }

  /** Adds what the mapping found out, or puts it in the place of what stood there. */
  put(name: string, value: Json): void {
    this.#values.set(name, value);
  }

  /** What no mapping took; undefined if that is nothing. */
  rest(): Json | undefined {
    if (this.#values.size === 0) return undefined;
    const rest: { [name: string]: Json } = {};
    for (const [name, value] of this.#values) setMember(rest, name, value);
    return rest;
  }
}

const WHOLE_NUMBER = /^(?:\d{1,15}|0[xX][0-9a-fA-F]{1,13})$/;

export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && WHOLE_NUMBER.test(text) ? Number(text) : undefined;
}
