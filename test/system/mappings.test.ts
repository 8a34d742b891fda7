/**
 * One record gives one document, whichever container it came in: the files of sigma-regression, read from
 * ../shared/data and never copied, hold the same records as EVTX and as the JSON of another program.
 */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/event/json.ts';
import { fileInput, readEvents } from '../../src/ingest/read-events.ts';

const FOLDER = '../shared/data/events/sigma-regression';
const files = existsSync(FOLDER)
  ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'))
  : [];

/** The EVTX has `Explorer.EXE` as the parent's command line and the JSON `Explorer.exe`: a hand wrote that. */
const EDITED = 'proc_creation_win_susp_right_to_left_override';

describe.skipIf(files.length === 0)('a record as EVTX and as evtx_dump JSON', () => {
  test.each(files.filter(name => !name.includes(EDITED)))('%s', async name => {
    const json = await documents(`${FOLDER}/${name}`);
    const evtx = await documents(`${FOLDER}/${name.replace(/json$/, 'evtx')}`);
    expect(json.size).toBeGreaterThan(0);
    const same = new Map([...json.keys()].map(id => [id, evtx.get(id)]));
    expect(json).toEqual(same);
  });
});

async function documents(path: string): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  for await (const batch of readEvents(fileInput(path), {})) {
    for (const item of batch) if (item.kind === 'event') found.set(item.id, trimmed(item.document));
  }
  return found;
}

/** The program that wrote the JSON cut blanks off the ends of values. */
function trimmed(document: JsonObject): JsonObject {
  const text = JSON.stringify(document, (_, value) => (typeof value === 'string' ? value.trim() : value));
  return JSON.parse(text) as JsonObject; // It was one.
}
