/** Events in a store in memory, made by hand or read from files. */

import { timeOf } from '../../src/engine/ordinal.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { readField } from '../../src/event/read-field.ts';
import { fileInput } from '../../src/ingest/event-input.ts';
import { readEvents } from '../../src/ingest/read-events.ts';
import type { NewEvent } from '../../src/store/event-store.ts';
import { MemoryEventStore } from '../../src/store/memory/event-store.ts';

/** Their ids are `e0`, `e1` and so on; they arrive a second after they happen. */
export async function storeOf(documents: readonly JsonObject[], index?: string): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  await store.append(documents.map((document, at) => newEvent(`e${at}`, index, document)));
  return store;
}

export async function storeOfFiles(paths: readonly string[]): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  for (const path of paths)
    for await (const batch of readEvents(fileInput(path), {}))
      await store.append(
        batch.flatMap(item => (item.kind === 'event' ? newEvent(item.id, item.index, item.document) : [])),
      );
  return store;
}

function newEvent(id: string, index: string | undefined, document: JsonObject): NewEvent {
  const timeMs = timeOf(readField(document, '@timestamp'));
  const raw = new TextEncoder().encode(JSON.stringify(document));
  return { id, index, timeMs, ingestedMs: (timeMs ?? 0) + 1_000, raw };
}
