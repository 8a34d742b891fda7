import type { Json } from '../../event/json.ts';
import { setMember } from '../defined.ts';
import { decimalOf } from './decimal.ts';
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
  /** As the record has them; they are read through and not copied, as this is made for every event. */
  readonly #values: ReadonlyMap<string, string>;
  readonly #isMeaningful: boolean;
  /** What moved away; none of most records. */
  #taken: Set<string> | undefined;
  /** What stands in the place of a value, or besides the values. */
  #put: Map<string, Json> | undefined;

  private constructor(values: ReadonlyMap<string, string>, isMeaningful: boolean) {
    this.#values = values;
    this.#isMeaningful = isMeaningful;
  }

  /** Values that say nothing are gone from the start, and GUIDs are in upper case. */
  static meaningful(data: ReadonlyMap<string, string>): EventData {
    return new EventData(data, true);
  }

  /** All values stay in `winlog.event_data` as they came, also those that say nothing. */
  static whole(data: ReadonlyMap<string, string>): EventData {
    return new EventData(data, false);
  }

  /** The value, which also stays in `winlog.event_data`. */
  copy(name: string): string | undefined {
    const put = this.#put?.get(name);
    if (put !== undefined) return typeof put === 'string' && !isNothing(put) ? put : undefined;
    const value = this.#values.get(name);
    if (value === undefined || isNothing(value) || this.#taken?.has(name)) return undefined;
    return this.#isMeaningful ? settled(name, value) : value;
  }

  /** The value, which moves away. */
  take(name: string): string | undefined {
    const value = this.copy(name);
    if (value !== undefined) this.#remove(name);
    return value;
  }

  /** The value as a whole number, which also stays; Windows writes some in hexadecimal. */
  copyNumber(name: string): number | undefined {
    return wholeNumber(this.copy(name));
  }

  /** The value as a whole number, which moves away; one that is none stays as it is. */
  takeNumber(name: string): number | undefined {
    const number = this.copyNumber(name);
    if (number !== undefined) this.#remove(name);
    return number;
  }

  /** Adds what the mapping found out, or puts it in the place of what stood there. */
  put(name: string, value: Json): void {
    this.#put ??= new Map();
    this.#put.set(name, value);
  }

  /** What no mapping took; undefined if that is nothing. */
  rest(): Json | undefined {
    const rest: { [name: string]: Json } = {};
    const put = this.#put;
    let isEmpty = true;
    // By a callback: an iterator would make a pair of each value.
    this.#values.forEach((value, name) => {
      if (this.#taken?.has(name) || (this.#isMeaningful && isNothing(value))) return;
      isEmpty = false;
      setMember(rest, name, put?.get(name) ?? (this.#isMeaningful ? settled(name, value) : value));
    });
    // Those that stood in the place of a value are there already, and setting them again moves nothing.
    put?.forEach((value, name) => {
      isEmpty = false;
      setMember(rest, name, value);
    });
    return isEmpty ? undefined : rest;
  }

  #remove(name: string): void {
    this.#taken ??= new Set();
    this.#taken.add(name);
    this.#put?.delete(name);
  }
}

function settled(name: string, value: string): string {
  return isGuidName(name) ? guidInUpperCase(value) : value;
}

const HEXADECIMAL = /^0[xX][0-9a-fA-F]{1,13}$/;

export function wholeNumber(text: string | undefined): number | undefined {
  return decimalOf(text) ?? (text !== undefined && HEXADECIMAL.test(text) ? Number(text) : undefined);
}
