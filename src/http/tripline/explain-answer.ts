/**
 * Explanations as JSON. Each event stands once, under its id, and everywhere else its id; what an answer holds of
 * documents and of single values is bounded, as both are a stranger's.
 */
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { StepExplanation } from '../../explain/explanation.ts';
import type { Funnel } from '../../explain/funnel.ts';

const MOST_DOCUMENT_CHARACTERS = 8 * 1024 * 1024;
const MOST_VALUE_CHARACTERS = 4_096;
const MOST_VALUES = 50;

export interface ToldJson {
  readonly json: JsonObject;
  /** By id, as far as there is room. */
  readonly events: JsonObject;
  /** Ids of events for which there was none. */
  readonly eventsLeftOut: readonly string[];
}

/** Of anything that an explanation is made of. */
export function toldJson(value: object, indexOf: (id: string) => string | undefined): ToldJson {
  const writer = new Writer(indexOf);
  const json = writer.object(value);
  return { json, events: Object.fromEntries(writer.events), eventsLeftOut: [...writer.leftOut] };
}

class Writer {
  readonly events: Map<string, JsonObject> = new Map();
  readonly leftOut: Set<string> = new Set();
  readonly #indexOf: (id: string) => string | undefined;
  #characters = 0;

  constructor(indexOf: (id: string) => string | undefined) {
    this.#indexOf = indexOf;
  }

  object(value: object): JsonObject {
    const entries: [string, Json][] = [];
    for (const [key, inner] of Object.entries(value)) {
      // A plan's condition stands beside its text.
      if (inner === undefined || key === 'predicate') continue;
      if (key === 'document' && 'id' in value && typeof value.id === 'string' && isJsonObject(inner))
        this.#document(value.id, inner);
      else if (key === 'timestampMs') entries.push(['timestamp', formatTimestamp(Number(inner))]);
      else
        entries.push([
          key,
          key === 'values' && Array.isArray(inner) ? this.#values(inner) : this.#any(inner),
        ]);
    }
    return Object.fromEntries(entries);
  }

  #any(value: unknown): Json {
    if (Array.isArray(value)) return value.map(inner => this.#any(inner));
    if (typeof value === 'object' && value !== null) return this.object(value);
    if (typeof value === 'string') return cut(value);
    return typeof value === 'number' || typeof value === 'boolean'
      ? value
      : value == null
        ? null
        : String(value);
  }

  #values(values: readonly unknown[]): Json {
    const shown = values.slice(0, MOST_VALUES).map(value => this.#any(value));
    return values.length > MOST_VALUES ? [...shown, `… ${values.length - MOST_VALUES} more`] : shown;
  }

  #document(id: string, document: JsonObject): void {
    if (this.events.has(id) || this.leftOut.has(id)) return;
    this.#characters += JSON.stringify(document).length;
    if (this.#characters > MOST_DOCUMENT_CHARACTERS) {
      this.leftOut.add(id);
      return;
    }
    this.events.set(id, { _index: this.#indexOf(id) ?? '', _id: id, _source: document });
  }
}

function cut(text: string): string {
  if (text.length <= MOST_VALUE_CHARACTERS) return text;
  return `${text.slice(0, MOST_VALUE_CHARACTERS)}… (${text.length} characters)`;
}

/** The closest events by id and by what they failed: of a funnel nobody reads documents. */
export function funnelJson({ steps, ...funnel }: Funnel): JsonObject {
  const { json } = toldJson({ ...funnel, steps: steps.map(briefStep) }, () => undefined);
  return json;
}

function briefStep({ closest, ...step }: StepExplanation): object {
  return { ...step, closest: closest.map(({ failed, id, timestampMs }) => ({ id, timestampMs, failed })) };
}

/** About as many characters as a document has, told without writing it. */
export function weightOf(document: Json): number {
  if (typeof document === 'string') return document.length + 16;
  if (typeof document !== 'object' || document === null) return 16;
  let weight = 32;
  for (const inner of Object.values(document)) weight += 16 + weightOf(inner as Json);
  return weight;
}
