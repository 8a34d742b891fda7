/**
 * Elastic's pipelines are the definition of what a Sysmon record is in ECS. Their golden files, read from
 * ../shared/data and never copied, must come out of our mapping leaf by leaf, but for the differences that are
 * listed here with their reasons. Nothing may be missing, and nothing may be there that is not listed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/event/json.ts';
import type { IngestItem } from '../../src/ingest/ingested-event.ts';
import { readEvents } from '../../src/ingest/read-events.ts';

const FILE = '../shared/data/events/goldens/sysmon-goldens.ndjson';

interface Golden {
  readonly id: string;
  readonly input_xml?: string;
  /** Read back from the golden's message text where the original log was not at hand. */
  readonly input?: {
    readonly provider: string;
    readonly event_id: string;
    readonly record_id: string;
    readonly computer: string;
    readonly user_sid: string;
    readonly event_data: JsonObject;
  };
  readonly expected: JsonObject;
}

/** Leaves whose value is ours. */
const DECIDED: { readonly [path: string]: string } = {
  'ecs.version': 'the version whose names this mapping writes',
  'event.action':
    'fixed names, as of windows 1.26, but for event 1; the goldens are older and have the task or nothing',
  'event.module': 'the name of the pipeline of Winlogbeat there, of the integration here',
};
/** Leaves that the goldens with rebuilt inputs leave out. */
const UNKNOWN_IF_REBUILT = new Set(['event.created', 'winlog.user.identifier']);
/** Leaves that differ in case only: contracts.md keeps GUIDs in upper case, so that two shippers join. */
const GUIDS = /(?:^process(?:\.parent)?\.entity_id|Guid)$/;
/** Leaves that came with windows 1.20.1, for which the goldens are too old; and event 255 has no UtcTime. */
const LATER: { readonly [kind: string]: readonly string[] } = {
  '8': ['event.category', 'event.type'],
  '9': ['event.category', 'event.type'],
  '19': ['event.category', 'event.type'],
  '27': ['event.category', 'event.type', 'event.outcome'],
  '255': ['event.category', 'event.outcome', '@timestamp'],
};
/** Leaves that the pipelines leave to the agent. */
const DERIVED = new Set([
  'data_stream.dataset',
  'data_stream.namespace',
  'data_stream.type',
  'event.dataset',
  'host.id',
  'host.name',
  'host.os.type',
  'host.os.family',
]);

describe.skipIf(!existsSync(FILE))('the goldens of the Sysmon pipelines', () => {
  // The shape that the README beside the goldens explains.
  const goldens = existsSync(FILE)
    ? readFileSync(FILE, 'utf8')
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line) as Golden)
    : [];
  const kindOf = ({ id }: Golden): string => id.split('-')[1] ?? '';

  test.each(goldens)('$id comes out as published', async golden => {
    const found = leavesOf(await mapped(golden));
    const differences = [];
    for (const [path, value] of leavesOf(golden.expected)) {
      const ours = found.get(path);
      found.delete(path);
      if (path in DECIDED) continue;
      const wanted = GUIDS.test(path) ? value.toUpperCase() : value;
      if (ours !== wanted) differences.push(`${path}: expected ${wanted}, found ${ours}`);
    }
    const isExpected = (path: string): boolean =>
      path in DECIDED ||
      DERIVED.has(path) ||
      LATER[kindOf(golden)]?.includes(path) === true ||
      (golden.input !== undefined && UNKNOWN_IF_REBUILT.has(path));
    const added = [...found.keys()].filter(path => !isExpected(path));
    expect({ differences, added }).toEqual({ differences: [], added: [] });
  });
});

async function mapped(golden: Golden): Promise<JsonObject> {
  const text = golden.input_xml ?? JSON.stringify(winlogbeatOf(golden));
  const items: IngestItem[] = [];
  const input = {
    name: golden.id,
    async *bytes(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(text);
    },
  };
  for await (const batch of readEvents(input, {})) items.push(...batch);
  const [item] = items;
  if (item?.kind !== 'event') throw new Error(`no event came of ${golden.id}`);
  return item.document;
}

/** The System part of a rebuilt input is not in the golden's message: it is what the golden itself says. */
function winlogbeatOf({ expected, input }: Golden): JsonObject {
  if (input === undefined) throw new Error('a golden has neither kind of input');
  const { event_data: _, ...system } = expected['winlog'] as JsonObject;
  return {
    '@timestamp': '2019-03-18T16:57:49.340Z',
    event: { code: input.event_id, kind: 'event', provider: input.provider },
    log: { level: 'information' },
    winlog: { ...system, user: { identifier: input.user_sid }, event_data: input.event_data },
  };
}

/** Every scalar or array of scalars by its path, as JSON. */
function leavesOf(json: JsonObject, prefix = ''): Map<string, string> {
  const leaves = new Map<string, string>();
  for (const [name, value] of Object.entries(json)) {
    const path = prefix + name;
    if (isJsonObject(value)) for (const [inner, text] of leavesOf(value, `${path}.`)) leaves.set(inner, text);
    // Related values are a set, which the pipelines write in the order of their hash tables.
    else if (path.startsWith('related.') && Array.isArray(value))
      leaves.set(path, JSON.stringify([...value].sort()));
    else leaves.set(path, JSON.stringify(value satisfies Json));
  }
  return leaves;
}
