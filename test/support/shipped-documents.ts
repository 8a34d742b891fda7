/**
 * Documents as shippers send them, and such as nobody should: the fields by which ingest tells a container, a Windows
 * record, an index, a time and a name, each missing, as it should be, or as something else.
 */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/event/json.ts';
import { documentWith, type PlacedValue } from '../props/arbitraries.ts';

const SYSMON = 'Microsoft-Windows-Sysmon';
const LOWER_GUID = '{95cb38df-110a-69b9-d815-84fbe100ed54}';
/** Whose only letter can be hidden by an escape. */
const ONE_LETTER = '{11111111-1111-1111-1111-11111111111a}';
const GUIDS = [
  LOWER_GUID.toUpperCase(),
  LOWER_GUID,
  LOWER_GUID.slice(1, -1),
  '{95cb38df',
  'entity-7',
  '',
  ONE_LETTER,
];
const TIMES: readonly Json[] = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:01.123Z',
  '2026-01-01T00:00:01.1234567Z',
  '2026-01-01 00:00:02',
  '2026-01-01T00:00:02+01:00',
  '2026-01-01T00:00',
  '2026-02-30T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '0001-01-01T00:00:00Z',
  '1767225600000',
  '1767225600000.5',
  '2026',
  '',
  'no time',
  1767225600000,
  1767225600000.5,
  2026,
  -1,
  1e300,
  true,
  null,
  ['2026-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'],
  [1767225600000],
  [],
  {},
  { value: '2026-01-01T00:00:00Z' },
];

/** What a field may hold, the usual first. */
const POOLS: { readonly [path: string]: readonly Json[] } = {
  '@timestamp': TIMES,
  'event.category': ['process', ['process', 'file'], [], null, {}, ''],
  'event.type': ['start', ['start'], null],
  'event.code': ['1', 1, '4104'],
  'event.module': ['windows', 'windows', null, '', {}],
  'event.dataset': ['endpoint.events.process', 'windows.sysmon_operational', '', 7, null, ['a', 'b']],
  'event.provider': [SYSMON, 'Microsoft-Windows-Security-Auditing', [SYSMON, 'x'], 7],
  'data_stream.dataset': ['endpoint.events.process', 'windows.forwarded', '', 7, ['a', 'b'], [''], 'é'],
  'data_stream.type': ['logs', 'metrics', '', null],
  'data_stream.namespace': ['default', 'prod', ['x'], true],
  'agent.type': ['endpoint', 'winlogbeat', 'filebeat', '', 7],
  '@metadata.beat': ['winlogbeat', 'x'],
  winlog: [{}, null, 'text', [], 7],
  'winlog.event_id': ['1', 1, 4104, null, [1], true, {}, ''],
  'winlog.channel': ['Microsoft-Windows-Sysmon/Operational', 'Security', 'x', '', 7, ['Security', 'x'], null],
  'winlog.computer_name': ['Host.Example', 'host.example', 'HÖST', 'İx', '', 7, true, ['A', 'b'], null],
  'winlog.record_id': [7, '7', 7.5, 1e21, 123456789012345680000, true, '', null, [7, 8], '0', -0, 'ü'],
  'winlog.provider_name': [SYSMON, 'sysmon', 'Microsoft-Windows-Security-Auditing', [SYSMON], null],
  'winlog.event_data.SourceProcessGUID': GUIDS,
  'winlog.event_data.ProcessGuid': GUIDS,
  'winlog.event_data.TargetImage': ['C:\\a.exe', LOWER_GUID],
  'winlog.event_data.CommandLine': ['a b', 7],
  'winlog.process.pid': [4],
  'host.id': ['h1', 7, null, []],
  'host.name': ['Host', ['a'], null],
  'host.os.family': ['windows', null],
  'host.os.type': ['windows', 'linux', null, {}],
  'process.entity_id': [...GUIDS, [LOWER_GUID], 7, null, { x: LOWER_GUID }],
  'process.parent.entity_id': [...GUIDS, [[LOWER_GUID]]],
  'process.name': ['a.exe', 'é\u{1f600}', '"\\', ['a', 'b'], 7, null],
  'process.pid': [4, '4', 4.5],
  'user.id': ['S-1-5-18'],
  'powershell.total': [2, 1, '2', null, 'x', []],
  'powershell.sequence': [1, 2],
  'powershell.file.script_block_id': ['s', 7, null, {}],
  'powershell.file.script_block_text': ['x'],
  message: ['\u0000\u001f', 'C:\\Windows\\', '\ufffd', '\ufeff', 'x'.repeat(300)],
  tags: [['a', null, { b: [[]] }]],
};
const PATHS = Object.keys(POOLS);

const anything: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -0, 1.5, '', 'x', [], {}),
  fc.string({ unit: 'binary', maxLength: 4 }),
  // Made of JSON values only.
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

/** Any value of the pool or none of it, and any spelling. */
function placed(path: string): fc.Arbitrary<PlacedValue> {
  return fc.record({
    path: fc.constant(path),
    value: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...(POOLS[path] ?? [])) },
      { weight: 1, arbitrary: anything },
    ),
    joints: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(7)),
    inArray: fc.nat(5).map(among => among === 5),
  });
}

/** Mostly the usual value as it is usually spelt; now and then another, dotted, in an array, or none. */
function nearlyUsual(path: string): fc.Arbitrary<readonly PlacedValue[]> {
  const pool = POOLS[path] ?? [];
  return fc
    .record({ value: fc.nat(pool.length * 6), joints: fc.nat(60), inArray: fc.nat(60), isLeft: fc.nat(15) })
    .map(({ value, joints, inArray, isLeft }) =>
      isLeft === 15
        ? []
        : [
            {
              path,
              value: pool[value < pool.length ? value : 0],
              joints: joints === 60 ? 7 : 0,
              inArray: inArray === 60,
            },
          ],
    );
}

const DEFEND = PATHS.filter(path => !/^(?:winlog|powershell|@metadata|event\.provider)/.test(path));
const RECORD = PATHS.filter(path => !/^(?:powershell|@metadata|agent|winlog$)/.test(path));
const SCRIPT = PATHS.filter(path => !/^(?:powershell\.sequence|@metadata|agent|winlog$)/.test(path));

/** A document of a kind, and a field or two that it should not have. */
function shipped(paths: readonly string[]): fc.Arbitrary<readonly PlacedValue[]> {
  return fc
    .tuple(
      fc.tuple(...paths.map(nearlyUsual)),
      fc.array(
        fc.constantFrom(...PATHS).chain(path => placed(path)),
        { maxLength: 2 },
      ),
    )
    .map(([usual, odd]) => [...usual.flat(), ...odd]);
}

const mixed = fc.array(
  fc.constantFrom(...PATHS).chain(path => placed(path)),
  { maxLength: 12 },
);

/** Keys of the outermost object that make a document something else. */
const frames: readonly ((document: JsonObject) => JsonObject)[] = [
  document => ({ _index: 'logs-x', _id: '7', _source: document }),
  document => ({ ...document, _source: document }),
  document => ({ ...document, _source: 'x', _index: 'logs-y', _id: '8' }),
  document => ({ _id: '9', ...document }),
  document => ({ ...document, Event: { System: { EventID: 1, Channel: 'Security', Computer: 'c' } } }),
  document => ({ ...document, EventID: 1, Channel: 'Security', Hostname: 'h' }),
  document => ({ nested: document, ...document }),
];

/** Documents of every kind that a line may hold. */
export const shippedDocuments: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: shipped(DEFEND) },
      { weight: 5, arbitrary: shipped(RECORD) },
      { weight: 1, arbitrary: shipped(SCRIPT) },
      { weight: 2, arbitrary: mixed },
    ),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...frames) },
    ),
  )
  .map(([entries, frame]) => {
    const document = documentWith(entries);
    return frame === undefined ? document : frame(document);
  });

/** Documents as Elastic Defend ships them: nothing is odd. */
export const defendDocuments: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.subarray(DEFEND.filter(path => path !== '@timestamp')),
    fc.option(fc.constantFrom(...TIMES.slice(0, 3)), { nil: undefined }),
    fc.string({ maxLength: 9 }),
  )
  .map(([paths, time, name]) =>
    documentWith([
      ...(time === undefined ? [] : [{ path: '@timestamp', value: time, joints: 0, inArray: false }]),
      ...paths.map(path => ({ path, value: POOLS[path]?.[0], joints: 0, inArray: false })),
      { path: 'process.executable', value: name, joints: 0, inArray: false },
    ]),
  );
