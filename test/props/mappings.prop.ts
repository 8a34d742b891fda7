import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/event/json.ts';
import { readEvtxDump } from '../../src/ingest/formats/read-evtx-dump.ts';
import { readNxlog } from '../../src/ingest/formats/read-nxlog.ts';
import { splitCommandLine } from '../../src/ingest/mappings/command-line.ts';
import { mapWindowsEvent } from '../../src/ingest/mappings/windows.ts';
import { examplesOf } from '../cases/mappings/example.ts';
import { naiveSplitCommandLine } from '../reference/split-command-line.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

const records = ['sysmon.json', 'security.json', 'system.json', 'powershell.json'].flatMap(file =>
  examplesOf(file).flatMap(({ record }) => record ?? []),
);
const names = [
  ...new Set(records.flatMap(({ data }) => Object.keys(data ?? {}))),
  'param1',
  'param3',
  '__proto__',
];
const values = [...new Set(records.flatMap(({ data }) => Object.values(data ?? {})))];
const value = fc.oneof(
  fc.constantFrom(...values),
  fc.string(),
  fc.string({
    unit: fc.constantFrom('\\', '"', ' ', '=', ',', ';', ':', '(', ')', '\n', '0', 'x', 'type: 5 a'),
  }),
);

/** Any provider's records with any values under the names that mappings look for. */
const hostile = fc.record({
  kind: fc.constantFrom(...records),
  data: fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 12 }),
  message: fc.option(value, { nil: undefined }),
});

describe('a mapping', () => {
  test('makes a document of every record, and keeps its hands off prototypes', () => {
    fc.assert(
      fc.property(hostile, ({ kind, data, message }) => {
        const document = mapWindowsEvent({
          providerName: kind.provider,
          channel: kind.channel,
          eventId: kind.id,
          data: new Map(data),
          rendering: message === undefined ? {} : { message },
        });
        expect(document).toMatchObject({ event: { code: kind.id }, host: { os: { type: 'windows' } } });
        // Everything in it is JSON, and nothing is empty that could have been left out.
        expect(JSON.parse(JSON.stringify(document))).toEqual(document);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      runs,
    );
  });

  test('gives the same document every time', () => {
    fc.assert(
      fc.property(hostile, ({ kind, data }) => {
        const record = { providerName: kind.provider, eventId: kind.id, data: new Map(data), rendering: {} };
        const first = JSON.stringify(mapWindowsEvent(record));
        expect(JSON.stringify(mapWindowsEvent(record))).toBe(first);
        expect(record.data).toEqual(new Map(data));
      }),
      runs,
    );
  });
});

test('the readers of flat JSON and of evtx_dump take any document', () => {
  const members = [
    'EventID',
    'Channel',
    'SourceName',
    'Hostname',
    'Keywords',
    'Event',
    'Version',
    'EventType',
  ];
  const inner = fc.dictionary(
    fc.constantFrom('System', 'EventData', 'UserData', 'EventID', 'Data', '#text', '#attributes', 'Provider'),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const document = fc.dictionary(fc.constantFrom(...members), fc.oneof(fc.jsonValue(), inner));
  fc.assert(
    fc.property(document, json => {
      const read = json as JsonObject; // Made of JSON values.
      for (const record of [readNxlog(read), readEvtxDump(read)]) {
        if (record !== undefined) expect(() => mapWindowsEvent(record)).not.toThrow();
      }
    }),
    runs,
  );
});

test('command lines are split as character by character', () => {
  const commandLine = fc.string({
    unit: fc.constantFrom('\\', '"', ' ', '\t', 'a', 'é', '𝒳'),
    maxLength: 24,
  });
  fc.assert(
    fc.property(commandLine, text => {
      expect(splitCommandLine(text)).toEqual(naiveSplitCommandLine(text));
    }),
    runs,
  );
});
