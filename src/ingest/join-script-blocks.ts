import { isJsonObject, type Json } from '../event/json.ts';
import type { IngestedEvent, IngestItem } from './ingested-event.ts';
import type { ScriptBlockOutcome } from './script-block-counts.ts';
import { joinParts, type ScriptPart, scriptPartOf } from './script-part.ts';

/** What may wait for its other parts, and how long a joined script may be; in characters (UTF-16 units). */
export interface JoinLimits {
  readonly blocks: number;
  /** Of the documents that wait. */
  readonly characters: number;
  /** Of one script. */
  readonly scriptCharacters: number;
}

export const JOIN_LIMITS: JoinLimits = {
  blocks: 1_000,
  characters: 64 * 1024 * 1024,
  scriptCharacters: 16 * 1024 * 1024,
};

/**
 * Makes one event of the records into which PowerShell cut a long script, so that a rule that looks for two things
 * in a script finds them wherever it was cut. Parts wait until the last has come, and the whole stands in the place
 * of that one. Which events there are does not depend on the order in which parts come: of a part that comes again,
 * as doubles do, the copies wait side by side for copies of the others. Parts whose others do not come, or that
 * are pushed out by too much that waits (the oldest block first), come out as they are. All are of one input.
 */
export class ScriptBlockJoiner {
  readonly #onBlock: (outcome: ScriptBlockOutcome) => void;
  readonly #limits: JoinLimits;
  /** By block, the oldest first. */
  readonly #blocks = new Map<string, WaitingBlock>();
  #characters = 0;

  constructor(onBlock: (outcome: ScriptBlockOutcome) => void, limits: JoinLimits = JOIN_LIMITS) {
    this.#onBlock = onBlock;
    this.#limits = limits;
  }

  /** Whether other events have to wait behind the parts that do: never, as no order is kept. */
  readonly keepsBack: boolean = false;

  /** What comes out in the place of each of these. */
  pushAll(items: readonly IngestItem[]): readonly IngestItem[] {
    const first = items.findIndex(item => item.kind === 'event' && scriptPartOf(item.document) !== undefined);
    if (first < 0) return items;
    return [
      ...items.slice(0, first),
      ...items.slice(first).flatMap<IngestItem>(item => (item.kind === 'event' ? this.push(item) : [item])),
    ];
  }

  /** What comes out in the place of this event. `stamp`: when it came, for `release`. */
  push(event: IngestedEvent, stamp = 0): readonly IngestedEvent[] {
    const part = scriptPartOf(event.document);
    if (part === undefined) return [event];
    const block = this.#blockOf(part, stamp);
    const characters = charactersIn(event.document);
    block.add({ event, part, characters });
    this.#characters += characters;
    return [...this.#joinIfWhole(part.block, block), ...this.#pushOut()];
  }

  /** Whether the event waits for the other parts of its script. */
  holds(event: IngestedEvent): boolean {
    const part = scriptPartOf(event.document);
    return part !== undefined && (this.#blocks.get(part.block)?.holds(event, part) ?? false);
  }

  /** The parts of blocks of which the first came by then: they wait no longer. */
  release(latestStamp: number): readonly IngestedEvent[] {
    if (this.#blocks.size === 0) return [];
    return [...this.#blocks]
      .filter(([, { stamp }]) => stamp <= latestStamp)
      .flatMap(([name]) => this.#giveUp(name, 'incomplete'));
  }

  /** Nothing more will come. */
  end(): readonly IngestedEvent[] {
    return this.release(Number.POSITIVE_INFINITY);
  }

  #blockOf({ block, total }: ScriptPart, stamp: number): WaitingBlock {
    const known = this.#blocks.get(block);
    if (known !== undefined) return known;
    const made = new WaitingBlock(total, stamp);
    this.#blocks.set(block, made);
    return made;
  }

  #joinIfWhole(name: string, block: WaitingBlock): readonly IngestedEvent[] {
    if (!block.isWhole) return [];
    const parts = block.takeOfEach();
    this.#forget(parts);
    if (block.isEmpty) this.#blocks.delete(name);
    const events = parts.map(({ event }) => event);
    const length = parts.reduce((sum, { part }) => sum + part.text.length, 0);
    if (length > this.#limits.scriptCharacters) {
      this.#onBlock({ kind: 'too-long' });
      return events;
    }
    this.#onBlock({ kind: 'joined', records: parts.length });
    return [joinParts(events, parts.map(({ part }) => part.text).join(''))];
  }

  #pushOut(): readonly IngestedEvent[] {
    const events: IngestedEvent[] = [];
    for (const name of this.#blocks.keys()) {
      if (this.#blocks.size <= this.#limits.blocks && this.#characters <= this.#limits.characters) break;
      events.push(...this.#giveUp(name, 'pushed-out'));
    }
    return events;
  }

  #giveUp(name: string, kind: 'incomplete' | 'pushed-out'): readonly IngestedEvent[] {
    const parts = this.#blocks.get(name)?.takeAll() ?? [];
    this.#blocks.delete(name);
    this.#forget(parts);
    this.#onBlock({ kind });
    return parts.map(({ event }) => event);
  }

  #forget(parts: readonly WaitingPart[]): void {
    for (const { characters } of parts) this.#characters -= characters;
  }
}

interface WaitingPart {
  readonly event: IngestedEvent;
  readonly part: ScriptPart;
  readonly characters: number;
}

/** The parts of one script block that have come, those of one number in the order in which they came. */
class WaitingBlock {
  readonly stamp: number;
  readonly #total: number;
  readonly #copiesOf = new Map<number, WaitingPart[]>();

  constructor(total: number, stamp: number) {
    this.#total = total;
    this.stamp = stamp;
  }

  get isWhole(): boolean {
    return this.#copiesOf.size === this.#total;
  }

  get isEmpty(): boolean {
    return this.#copiesOf.size === 0;
  }

  add(part: WaitingPart): void {
    const copies = this.#copiesOf.get(part.part.number);
    if (copies === undefined) this.#copiesOf.set(part.part.number, [part]);
    else copies.push(part);
  }

  holds(event: IngestedEvent, { number }: ScriptPart): boolean {
    return this.#copiesOf.get(number)?.some(part => part.event === event) ?? false;
  }

  /** One of each number, in their order. */
  takeOfEach(): readonly WaitingPart[] {
    return this.#inOrder().flatMap(([number, copies]) => {
      if (copies.length === 1) this.#copiesOf.delete(number);
      return copies.splice(0, 1);
    });
  }

  takeAll(): readonly WaitingPart[] {
    const parts = this.#inOrder().flatMap(([, copies]) => copies);
    this.#copiesOf.clear();
    return parts;
  }

  #inOrder(): readonly (readonly [number, WaitingPart[]])[] {
    return [...this.#copiesOf].sort(([a], [b]) => a - b);
  }
}

/** About as many characters as the value has as JSON. */
export function charactersIn(value: Json): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value))
    return (value as readonly Json[]).reduce<number>((sum, inner) => sum + charactersIn(inner), 8);
  if (!isJsonObject(value)) return 8;
  let sum = 8;
  for (const key of Object.keys(value)) sum += key.length + charactersIn(value[key] ?? null);
  return sum;
}
