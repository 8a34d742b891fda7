import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { expectCard } from '../../test/cases/cards/golden.ts';
import type { JsonObject } from '../event/json.ts';
import { findNearMisses } from '../explain/near-misses.ts';
import { compileEql } from '../lang/eql/index.ts';
import { sourceText } from '../source/source-text.ts';
import { renderNearMisses } from './render-near-misses.ts';

const plain = pc.createColors(false);

/** A start at 08:00 and a connection of one process, with changes; undefined takes a field away. */
function event(seconds: number, category: string, fields: JsonObject = {}): JsonObject {
  return {
    '@timestamp': new Date(Date.UTC(2026, 2, 17, 8) + seconds * 1000).toISOString(),
    event: { category: [category], type: ['start'] },
    host: { name: 'fin-ws-014', id: 'h-1' },
    process: { name: 'dllhost.exe', pid: 4096, entity_id: 'p-1', args_count: 1 },
    ...fields,
  };
}
const start = (seconds: number, fields: JsonObject = {}) => event(seconds, 'process', fields);
const connect = (seconds: number, fields: JsonObject = {}) =>
  event(seconds, 'network', {
    source: { ip: '10.20.4.14', port: 59327 },
    destination: { ip: '1.2.3.4', port: 443 },
    network: { transport: 'tcp' },
    ...fields,
  });
const elsewhere = { host: { name: 'fin-ws-015', id: 'h-2' } };

const START = '[process where process.name : "dllhost.exe" and process.args_count == 1]';
const CONNECT = '[network where process.name : "dllhost.exe" and destination.port == 443]';
const BY = 'by host.id, process.entity_id with maxspan=1m';

function misses(query: string, documents: readonly JsonObject[], name = 'A rule') {
  const plan = compileEql(sourceText('query', query)).value;
  if (plan === undefined) throw new Error(`does not compile: ${query}`);
  const found = findNearMisses(
    { plan },
    documents.map((document, at) => ({ id: `e${at}`, document })),
  );
  expect(found).not.toEqual([]);
  return (width: number): string => renderNearMisses(name, found, width, plain);
}

describe('a near miss says what kept it from firing:', () => {
  const twoArguments = { process: { name: 'dllhost.exe', pid: 4096, entity_id: 'p-1', args_count: 2 } };
  test.each<[string, string, readonly JsonObject[]]>([
    ['condition', `sequence ${BY} ${START} ${CONNECT}`, [start(0, twoArguments), connect(8)]],
    ['maxspan', `sequence ${BY} ${START} ${CONNECT}`, [start(0), connect(61)]],
    ['join-key', `sequence ${BY} ${START} ${CONNECT}`, [start(0), connect(8, elsewhere)]],
    ['order', `sequence ${BY} ${START} ${CONNECT}`, [connect(0), start(8)]],
    [
      'until',
      `sequence ${BY} ${START} ${CONNECT} until [process where event.type == "end"]`,
      [
        start(0),
        event(4, 'process', {
          event: { category: ['process'], type: ['end'] },
          process: { name: 'dllhost.exe', entity_id: 'p-1' },
        }),
        connect(8),
      ],
    ],
    [
      'absent',
      `sequence ${BY} ${START} ![file where file.path : "C:\\\\Windows\\\\*" and process.pid > 0] ${CONNECT}`,
      [start(0), event(4, 'file', { file: { path: 'C:\\Windows\\x.dll' } }), connect(8)],
    ],
    [
      'absent-around',
      `sequence ${BY} ![dns where true] ${START} ${CONNECT} ![file where true]`,
      [event(-5, 'dns'), start(0), connect(8), event(12, 'file')],
    ],
    [
      'run',
      `sequence ${BY} ${START} with runs=3 ${CONNECT}`,
      [start(0), start(1, twoArguments), start(2), connect(8)],
    ],
    [
      'missing-step',
      'sample by host.id [process where true] [network where true] [file where file.path : "C:\\\\*" and process.pid > 0]',
      [start(0), connect(3)],
    ],
    [
      'many-events',
      `sequence ${BY} ${START} with runs=20 ${CONNECT}`,
      [...Array.from({ length: 20 }, (_, at) => start(at)), connect(61)],
    ],
    [
      'event',
      'process where process.name : ("dllhost.exe", "a.exe", "b.exe", "c.exe", "d.exe") and process.args_count == 1',
      [start(0, twoArguments)],
    ],
  ])('%s', (name, query, documents) => {
    expectCard(`near-${name}`, misses(query, documents));
  });
});

test('a nanosecond too late is said to be one', () => {
  const plan = compileEql(sourceText('query', `sequence with maxspan=1m ${START} ${CONNECT}`)).value;
  if (plan?.kind !== 'sequence') throw new Error('a sequence');
  const nanos = { ...plan, order: { timestamp: { path: '@timestamp', type: 'date_nanos' as const } } };
  const found = findNearMisses({ plan: nanos }, [
    { id: 's', document: { ...start(0), '@timestamp': '2026-01-01T00:00:00.000000000Z' } },
    { id: 'c', document: { ...connect(0), '@timestamp': '2026-01-01T00:01:00.000000007Z' } },
  ]);
  expect(renderNearMisses('A rule', found, 80, plain)).toContain('○ 7 ns too late');
});

test('nothing of an event or a rule acts on the terminal', () => {
  const hostile = '\u001b[2J\u202eevil\r\n\u0007';
  const process = { name: `процесс${hostile}`, pid: hostile, entity_id: hostile, args_count: hostile };
  const document = { process, host: { name: `ホスト${hostile}`, id: hostile } };
  const query = `sequence by host.id, process.entity_id with maxspan=1m [process where process.args_count == 1 and process.pid != "x"] [network where true] until [file where true]`;
  const events = [
    start(0, document),
    connect(1, document),
    start(20, { ...document, process: { ...process, args_count: 1 } }),
    event(25, 'file', document),
    connect(30, document),
    start(50, { ...document, process: { ...process, args_count: 1 } }),
    connect(60, { ...document, host: { name: hostile, id: 'other' } }),
  ];
  expectCard('near-hostile', misses(query, events, hostile));
});
