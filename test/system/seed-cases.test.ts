import { describe, expect, test } from 'vitest';
import type { IngestItem } from '../../src/ingest/ingested-event.ts';
import { readEvents } from '../../src/ingest/read-events.ts';
import { haveSeedCases, seedCases, seedCaseWinlogbeat, seedCaseXml } from './seed-cases.ts';

/** Parts that the Beat adds to the record, or takes from the rendering on the machine. */
const OF_THE_BEAT = new Set(['@metadata', 'agent', 'message']);
/** What is derived where no shipper said where the event belongs. */
const OF_THE_RECORD = new Set(['data_stream']);

describe.skipIf(!haveSeedCases)('the seed cases', () => {
  test.each(seedCases())(
    'are the same events as XML and as Winlogbeat documents: $case',
    async ({ events }) => {
      const xml = await read(events.map(seedCaseXml).join('\n'));
      const beat = await read(events.map(event => JSON.stringify(seedCaseWinlogbeat(event))).join('\n'));
      expect(beat.map(ecsOf)).toEqual(xml.map(ecsOf));
      expect(beat.map(idOf)).toEqual(xml.map(idOf));
      expect(new Set(xml.map(idOf)).size).toBe(events.length);
    },
  );

  test('have the fields that the rule asks for', async () => {
    const [first] = seedCases();
    const [start, connection] = await read(first?.events.map(seedCaseXml).join('') ?? '');
    expect(start).toMatchObject({
      index: 'logs-windows.sysmon_operational-default',
      document: {
        '@timestamp': '2019-06-15T07:14:32.622Z',
        host: { id: 'iewin7', os: { type: 'windows' } },
        process: { name: 'dllhost.exe', args_count: 1, entity_id: '{365ABB72-9AD8-5D04-0000-0010C08C1000}' },
      },
    });
    expect(connection).toMatchObject({
      document: { destination: { ip: '93.184.216.34', port: 4443 }, network: { direction: 'egress' } },
    });
  });
});

async function read(text: string): Promise<readonly IngestItem[]> {
  const items: IngestItem[] = [];
  const input = {
    name: 'case',
    async *bytes(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(text);
    },
  };
  for await (const batch of readEvents(input, {})) items.push(...batch);
  return items;
}

function idOf(item: IngestItem): string | undefined {
  return item.kind === 'event' ? item.id : undefined;
}

/** The document without what only the Beat says (itself, the task, the message) and what only bare records get. */
function ecsOf(item: IngestItem): unknown {
  if (item.kind !== 'event') return item;
  const { event, winlog, ...members } = item.document;
  const { dataset: ___, ...about } = event as Record<string, unknown>;
  const { api: _, task: __, ...record } = winlog as Record<string, unknown>;
  return {
    ...Object.fromEntries(
      Object.entries(members).filter(([name]) => !OF_THE_BEAT.has(name) && !OF_THE_RECORD.has(name)),
    ),
    event: about,
    winlog: record,
  };
}
