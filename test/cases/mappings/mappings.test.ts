import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/event/json.ts';
import type { IngestedEvent } from '../../../src/ingest/ingested-event.ts';
import { readEvents } from '../../../src/ingest/read-events.ts';
import { type Example, examplesOf, inputOf } from './example.ts';

const files = readdirSync(new URL('.', import.meta.url)).filter(name => name.endsWith('.json'));

describe.each(files)('examples in %s', file => {
  test.each(examplesOf(file))('$says', async example => {
    const event = await read(example);
    const found: { [path: string]: Json | undefined } = {};
    for (const path of Object.keys(example.gives)) found[path] = valueAt(event.document, path);
    expect(found).toEqual(example.gives);
    for (const path of example.lacks ?? []) expect({ path, value: valueAt(event.document, path) }).toEqual({ path });
    if (example.index !== undefined) expect(event.index).toBe(example.index);
  });
});

async function read(example: Example): Promise<IngestedEvent> {
  const input = {
    name: 'example',
    async *bytes(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(inputOf(example));
    },
  };
  for await (const [item] of readEvents(input, {})) {
    if (item?.kind === 'event') return item;
    throw new Error(JSON.stringify(item));
  }
  throw new Error('no event came of it');
}

/** Names of EventData may hold no dots in examples: a path leads from object to object. */
function valueAt(document: JsonObject, path: string): Json | undefined {
  let json: Json | undefined = document;
  for (const name of path.split('.')) json = (json as JsonObject | undefined)?.[name];
  return json;
}
