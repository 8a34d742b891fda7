import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { IngestItem } from './ingested-event.ts';
import { type EventInput, fileInput, type IngestOptions, readEvents } from './read-events.ts';

describe('an input is told by its content', () => {
  test.each<[string, string | Uint8Array, readonly string[]]>([
    ['JSON lines', '{"n":"a"}\n{"n":"b"}\n', ['1 a', '2 b']],
    [
      'lines that end as on Windows, blank ones, and no end at the last',
      '\r\n{"n":"a"}\r\n\r\n \t\n{"n":"b"}',
      ['2 a', '5 b'],
    ],
    ['a byte order mark', '\ufeff{"n":"a"}', ['1 a']],
    ['an array on one line', '[{"n":"a"},{"n":"b"}]', ['1 a', '2 b']],
    ['an array over several lines', ' [\n  {"n": "a"},\n\n  {\n"n": "b"}\n]\n', ['1 a', '2 b']],
    ['an array with brackets in its strings', '[{"n":"]}\\"{["},{"n":"b\\\\"}]', ['1 ]}"{[', '2 b\\']],
    ['an object over several lines', '{\n  "n": "a"\n}\n', ['1 a']],
    ['objects over several lines', '{\n  "n": "a"\n}\n{\n  "n": "b"\n}', ['1 a', '2 b']],
    [
      'a search response',
      '{"took":1,"_shards":{"failures":[{"n":"x"}]},"hits":{"total":{"value":2},"hits":[{"_id":"i","_source":{"n":"a"}},{"_source":{"n":"b"}}]},"aggregations":{"hits":[{"n":"y"}]}}',
      ['1 a', '2 b'],
    ],
    [
      'a search response over several lines',
      '{\n "hits": {\n  "hits": [\n   {"_source": {"n": "a"}}\n  ]\n }\n}',
      ['1 a'],
    ],
    [
      'search responses, one a line',
      '{"hits":{"hits":[{"_source":{"n":"a"}}]}}\n{"hits":{"hits":[{"_source":{"n":"b"}}]}}\n',
      ['1 a', '2 b'],
    ],
    ['hits and documents, mixed', '{"_index":"i","_id":"7","_source":{"n":"a"}}\n{"n":"b"}', ['1 a', '2 b']],
    [
      'a bulk body',
      '{"index":{"_index":"i"}}\n{"n":"a"}\n{"delete":{"_id":"7"}}\n{"create":{}}\n{"n":"b"}\n',
      ['2 a', '5 b'],
    ],
    [
      'lists in lists before events',
      `${'['.repeat(10_000)}\n{"n":"a"}\n{"n":"b"}\n`,
      ['1 not-json ING013', '2 a', '3 b'],
    ],
    ['gzip', gzipSync('{"n":"a"}\n'), ['1 a']],
    ['gzip in gzip', gzipSync(gzipSync('[{"n":"a"}]')), ['1 a']],
    ['two gzip members', Buffer.concat([gzipSync('{"n":"a"}\n'), gzipSync('{"n":"b"}\n')]), ['1 a', '2 b']],
    ['UTF-16', Buffer.from('\ufeff{"n":"ä"}\r\n', 'utf16le'), ['1 ä']],
    ['UTF-16 with the high byte first', Buffer.from('\ufeff{"n":"ä"}', 'utf16le').swap16(), ['1 ä']],
    ['a long start of blanks', `${' '.repeat(10_000)}{"n":"a"}`, ['1 a']],
  ])('%s', async (_, content, events) => {
    expect((await read(content)).map(shown)).toEqual(events);
  });

  test('Windows event XML, with and without a root, a declaration and comments', async () => {
    const bare = `${xml('5')}${xml('6')}`;
    const framed = `<?xml version="1.0"?>\n<!-- <Event> -->\n<Events>\n${xml('5')}\n${xml('6')}</Events>\n`;
    expect((await read(bare)).map(shown)).toEqual(['1 5', '2 6']);
    expect((await read(framed)).map(shown)).toEqual(['1 5', '2 6']);
    expect((await read(Buffer.from(`\ufeff${framed}`, 'utf16le'))).map(shown)).toEqual(['1 5', '2 6']);
  });

  test('Windows event XML whose elements have a prefix', async () => {
    const prefixed = `<ns0:Events xmlns:ns0="x"><ns0:Event><ns0:System><ns0:EventID>5</ns0:EventID></ns0:System></ns0:Event><e:Event/>${xml('6')}</ns0:Events>`;
    expect((await read(prefixed)).map(shown)).toEqual(['1 5', '2 bad-xml ING016', '3 6']);
  });

  test.each([
    ['xz', '\xfd7zXZ\0'],
    ['bzip2', 'BZh91AY&SY'],
    ['7z', '7z\xbc\xaf\x27\x1c'],
    ['rar', 'Rar!\x1a\x07'],
    ['lz4', '\x04\x22\x4d\x18'],
  ])('%s is known by name and refused with a way to unpack it', async (name, start) => {
    const [item] = await read(Buffer.from(`${start}{"n":"a"}\n`, 'latin1'));
    expect(item).toMatchObject({
      kind: 'unreadable',
      diagnostic: { code: 'ING002', message: expect.stringContaining(name), help: expect.any(String) },
    });
  });

  test('other binary data is refused as a whole', async () => {
    const items = await read(Buffer.from('\x89PNG\r\n\0\0\n\0'));
    expect(items).toMatchObject([{ kind: 'unreadable', diagnostic: { code: 'ING004' } }]);
  });

  test('data packed again and again is given up', async () => {
    let packed = gzipSync('{"n":"a"}');
    for (let times = 0; times < 5; times++) packed = gzipSync(packed);
    expect(await read(packed)).toMatchObject([{ kind: 'unreadable', diagnostic: { code: 'ING003' } }]);
  });
});

describe('what cannot be read is told, and the reading goes on', () => {
  test.each<[string, string | Uint8Array, readonly string[]]>([
    ['a line that is not JSON', '{"n":"a"}\n{"n":\n{"n":"b"}\n', ['1 a', '2 not-json ING013', '3 b']],
    ['a last line that breaks off', '{"n":"a"}\n{"n":"b', ['1 a', '2 truncated ING010']],
    [
      'a line that is not UTF-8',
      Buffer.from('{"n":"a"}\n{"n":"\xff"}\n{"n":"b"}\n', 'latin1'),
      ['1 a', '2 not-utf8 ING011', '3 b'],
    ],
    [
      'a line over the limit',
      `{"n":"a"}\n{"n":"${'x'.repeat(200)}"}\n{"n":"b"}\n`,
      ['1 a', '2 too-long ING012', '3 b'],
    ],
    ['a last line over the limit', `{"n":"a"}\n{"n":"${'x'.repeat(200)}`, ['1 a', '2 too-long ING012']],
    [
      'scalars and arrays on lines',
      '{"n":"a"}\n5\nnull\n[{"n":"x"}]\n"s"\n',
      [
        '1 a',
        '2 not-an-event ING014',
        '3 not-an-event ING014',
        '4 not-an-event ING014',
        '5 not-an-event ING014',
      ],
    ],
    [
      'other elements of an array',
      '[1, {"n":"a"}, "x,", [], null]',
      [
        '1 not-an-event ING014',
        '2 a',
        '3 not-an-event ING014',
        '4 not-an-event ING014',
        '5 not-an-event ING014',
      ],
    ],
    ['a broken element of an array', '[{"n":"a"},{"n":x},{"n":"b"}]', ['1 a', '2 not-json ING013', '3 b']],
    [
      'an element over the limit',
      `[{"n":"a"},{"n":"${'x'.repeat(200)}"},{"n":"b"}]`,
      ['1 a', '2 too-long ING012', '3 b'],
    ],
    ['an array that breaks off inside an element', '[{"n":"a"},{"n":', ['1 a', '2 truncated ING010']],
    ['an array that breaks off between elements', '[{"n":"a"},', ['1 a', '2 truncated ING010']],
    [
      'a search response that breaks off',
      '{"hits":{"hits":[{"_source":{"n":"a"}}',
      ['1 a', '2 truncated ING010'],
    ],
  ])('%s', async (_, content, outcome) => {
    expect((await read(content, { maxLineBytes: 100 })).map(shown)).toEqual(outcome);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'an event that is not well formed',
      `${xml('5')}<Event><System></Event>${xml('6')}`,
      ['1 5', '2 bad-xml ING016', '3 6'],
    ],
    ['an event that is never closed', `<Event><System>${xml('5')}`, ['1 bad-xml ING016', '2 5']],
    ['an event that breaks off', `${xml('5')}<Event><System>`, ['1 5', '2 truncated ING010']],
    [
      'an event without a System part',
      `<Event><EventData/></Event><Event/>${xml('5')}`,
      ['1 bad-xml ING016', '2 bad-xml ING016', '3 5'],
    ],
    [
      'a comment that is never closed',
      `<Events><!-- oops ${xml('5')}${xml('6')}</Events>`,
      ['1 bad-xml ING016', '1 5', '2 6'],
    ],
    [
      'CDATA that is never closed',
      `<Event><System><![CDATA[x</System></Event>${xml('5')}`,
      ['1 bad-xml ING016', '2 5'],
    ],
    [
      'CDATA that is never closed, and a long file',
      `<Event><System><![CDATA[x</System></Event>${xml('5').repeat(10_000)}<!-- -->`,
      ['1 bad-xml ING016', ...Array.from({ length: 10_000 }, (_, n) => `${n + 2} 5`)],
    ],
    ['text between events', `${xml('5')} oops ${xml('6')}`, ['1 5', '2 bad-xml ING016', '2 6']],
    [
      'an entity of its own',
      `<!DOCTYPE x [<!ENTITY e "boom">]>${xml('&e;')}${xml('5')}`,
      ['1 bad-xml ING016', '1 bad-xml ING016', '2 5'],
    ],
    ['an entity of HTML', `<Event>&nbsp;</Event>${xml('5')}`, ['1 bad-xml ING016', '2 5']],
    ['a bomb of elements', `<Event>${'<a>'.repeat(100_000)}</Event>${xml('5')}`, ['1 bad-xml ING016', '2 5']],
  ])('XML: %s', async (_, content, outcome) => {
    expect((await read(content)).map(shown)).toEqual(outcome);
  });

  test('documents nested without end are refused before they can do harm', async () => {
    const bombs = [
      `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      `[${'['.repeat(100_000)}${']'.repeat(100_000)}]`,
    ];
    for (const bomb of bombs) {
      const [first, second] = (await read(`{"n":"a"}\n${bomb}\n{"n":"b"}\n`)).slice(1);
      expect([first, second].map(item => item && shown(item))).toEqual([
        bomb.startsWith('[') ? '2 not-an-event ING014' : '2 not-an-event ING015',
        '3 b',
      ]);
    }
    expect((await read('['.repeat(1_000_000))).map(shown)).toEqual(['1 truncated ING010']);
    expect((await read(`{"hits":${'['.repeat(1_000_000)}`)).map(shown)).toEqual(['1 truncated ING010']);
  });

  test('a line of 50 MB passes through without being held', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let mostBytes = 0;
    const before = process.memoryUsage().arrayBuffers;
    const items = await readAll({
      name: 'big',
      async *bytes() {
        yield Buffer.from('{"n":"a"}\n{"n":"');
        for (let times = 0; times < 50; times++) {
          yield chunk;
          mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers - before);
        }
        yield Buffer.from('"}\n{"n":"b"}\n');
      },
    });
    expect(items.map(shown)).toEqual(['1 a', '2 too-long ING012', '3 b']);
    expect(items[1]).toMatchObject({ diagnostic: { message: expect.stringContaining('52428808 bytes') } });
    expect(mostBytes).toBeLessThan(40 * 1024 * 1024);
  });

  test('a damaged gzip gives what could be unpacked, and says that it is damaged', async () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, n) => `{"n":"${n}","noise":"${Math.imul(n, 2654435761)}"}\n`,
    ).join('');
    const packed = gzipSync(lines);
    const cut = await read(packed.subarray(0, packed.length - 20));
    expect(cut.length).toBeGreaterThan(19_000);
    expect(cut.at(-1)).toMatchObject({ kind: 'unreadable', diagnostic: { code: 'ING003' } });
    const broken = await read(
      Buffer.concat([packed.subarray(0, packed.length / 2), Buffer.alloc(5_000, 0xff)]),
    );
    expect(broken.length).toBeGreaterThan(5_000);
    expect(broken.at(-1)).toMatchObject({ kind: 'unreadable', diagnostic: { code: 'ING003' } });
  });

  test('a source that fails midway gives what came before', async () => {
    const items = await readAll({
      name: 'pipe',
      async *bytes() {
        yield Buffer.from(`{"n":"a"}\n${' '.repeat(5000)}`);
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      },
    });
    expect(items.map(shown)).toEqual(['1 a', 'unreadable ING001']);
    expect(items[1]).toMatchObject({
      diagnostic: { message: 'the rest of `pipe` cannot be read: read ECONNRESET' },
    });
  });

  test.each([
    ['prose', 'Notes about these logs.\n', ['passed over'], ['1 not-json ING013']],
    ['binary data', 'MZ\0\0', ['passed over'], ['unreadable ING004']],
    ['a damaged first line', 'oops\n{"n":"a"}\n', ['1 not-json ING013', '2 a'], ['1 not-json ING013', '2 a']],
  ])(
    '%s is passed over when it is met in a folder and told when it is named',
    async (_, text, met, named) => {
      const input = { name: 'input', bytes: () => Readable.from([Buffer.from(text)]) };
      expect((await readAll({ ...input, isMet: true })).map(shown)).toEqual(met);
      expect((await readAll(input)).map(shown)).toEqual(named);
    },
  );

  test('each message stands alone: what, where, what was found', async () => {
    const items = await read('{"n":"a"}\n5\n{"n":  oops\n{', { maxLineBytes: 100 });
    expect(items.flatMap(item => ('diagnostic' in item ? item.diagnostic : []))).toMatchObject([
      {
        message: 'line 2 is no event: expected a JSON object, found a number',
        file: 'input',
        severity: 'warning',
      },
      { message: 'line 3 is not JSON', notes: ['it begins with `{"n": oops`'] },
      { message: 'line 4 breaks off: the input ends inside it', notes: ['it begins with `{`'] },
    ]);
  });
});

describe('an input without events', () => {
  test.each(['', '\n \n', '[]', '<Events></Events>', '{"hits":{"hits":[]}}'])(
    '%j is read, and remarked on',
    async content => {
      const remarks: Diagnostic[] = [];
      expect(await read(content, { onRemark: remark => remarks.push(remark) })).toEqual([]);
      expect(remarks).toMatchObject([{ code: 'ING005', severity: 'hint', file: 'input' }]);
    },
  );
});

describe('files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ingest-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a file is read from its path', async () => {
    const path = join(folder, 'a.ndjson');
    writeFileSync(path, '{"n":"a"}\n');
    expect(await readAll(fileInput(path))).toMatchObject([{ position: { input: path, record: 1 } }]);
  });

  test('a missing file and a folder are unreadable, with the reason', async () => {
    const missing = join(folder, 'missing');
    expect(await readAll(fileInput(missing))).toMatchObject([
      {
        kind: 'unreadable',
        input: missing,
        diagnostic: { code: 'ING001', message: `\`${missing}\` cannot be read: there is no such file` },
      },
    ]);
    expect(await readAll(fileInput(folder))).toMatchObject([
      { kind: 'unreadable', diagnostic: { message: expect.stringContaining('it is a folder') } },
    ]);
  });

  test('a closed file is unreadable', async () => {
    // A test that runs as root can open every file, so the source fails as a closed one does for others.
    const items = await readAll({
      name: 'closed',
      bytes() {
        throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
      },
    });
    expect(items).toMatchObject([
      { diagnostic: { code: 'ING001', message: '`closed` cannot be read: this user may not read it' } },
    ]);
  });

  test('an input is closed when the reading is given up', async () => {
    let isClosed = false;
    const input: EventInput = {
      name: 'endless',
      async *bytes() {
        try {
          for (;;) yield Buffer.from('{"n":"a"}\n'.repeat(1000));
        } finally {
          isClosed = true;
        }
      },
    };
    for await (const _ of readEvents(input, {})) break;
    expect(isClosed).toBe(true);
  });

  test('an input that is refused is closed too', async () => {
    let isClosed = false;
    const input: EventInput = {
      name: 'rar',
      async *bytes() {
        try {
          for (;;) yield Buffer.from('Rar!\x1a\x07'.repeat(2000));
        } finally {
          isClosed = true;
        }
      },
    };
    expect((await readAll(input)).map(shown)).toEqual(['unreadable ING002']);
    expect(isClosed).toBe(true);
  });
});

describe('documents', () => {
  test('a hit gives its source, its index and its id', async () => {
    const [item] = await read('{"_index":"logs-x","_id":"7","_source":{"n":"a"}}', { indexOverride: 'mine' });
    expect(item).toMatchObject({ id: '7', index: 'logs-x', document: { n: 'a' } });
  });

  test('the user names the index of events without one', async () => {
    expect(await read('{"n":"a"}', { indexOverride: 'mine' })).toMatchObject([{ index: 'mine' }]);
    expect(await read('{"n":"a"}')).toMatchObject([{ index: undefined }]);
  });

  test('a line has one id whatever its line end', async () => {
    const [unix, windows] = await read('{"n":"a"}\n{"n":"a"}\r\n');
    expect(idOf(unix)).toBe(idOf(windows));
  });

  test('a mapped Sysmon document stays, but for the case of its GUIDs and the host it lacks', async () => {
    const guid = '{365abb72-9ad8-5d04-0000-0010c08c1000}';
    const document = {
      '@timestamp': '2024-05-01T10:00:00.000Z',
      event: { category: ['process'], provider: 'Microsoft-Windows-Sysmon' },
      process: { entity_id: guid, 'parent.entity_id': guid, name: 'a.exe' },
      host: { os: { type: 'windows' } },
      winlog: { computer_name: 'HOST', event_id: '1', event_data: { LogonGuid: guid, Other: guid } },
    };
    expect(await read(JSON.stringify(document))).toMatchObject([
      {
        document: {
          ...document,
          process: { entity_id: guid.toUpperCase(), 'parent.entity_id': guid.toUpperCase(), name: 'a.exe' },
          host: { id: 'host', name: 'HOST', os: { type: 'windows', family: 'windows' } },
          winlog: { ...document.winlog, event_data: { LogonGuid: guid.toUpperCase(), Other: guid } },
        },
      },
    ]);
  });

  test('a document of Elastic Defend is not touched, its entity ids least of all', async () => {
    const document: JsonObject = {
      agent: { type: 'endpoint' },
      process: { entity_id: '365abb72-9ad8-5d04-0000-0010c08c1000' },
      data_stream: { type: 'logs', dataset: 'endpoint.events.process', namespace: 'default' },
    };
    expect(await read(JSON.stringify(document))).toMatchObject([
      { document, index: 'logs-endpoint.events.process-default' },
    ]);
  });

  test('everything in an event of XML has its place', async () => {
    const [item] = await read(
      `<Event xmlns='x'><System><Provider Name='P' Guid='{g}'/><EventID Qualifiers='3'>7</EventID><Level>3</Level>` +
        `<Opcode>2</Opcode><Correlation ActivityID='{a}' RelatedActivityID='{r}'/><Execution ProcessID='1' ThreadID='2'/>` +
        `<Channel>C</Channel><Computer>H</Computer><Security UserID='S-1'/></System>` +
        `<EventData><Data Name='A &amp; "b"'>x &lt;y&gt; &#x41;<![CDATA[</Event> &amp;]]></Data><Data>one</Data><Binary>00FF</Binary></EventData>` +
        `<RenderingInfo Culture='en-US'><Message>said</Message><Keywords><Keyword>K1</Keyword><Keyword>K2</Keyword></Keywords></RenderingInfo></Event>`,
    );
    expect(item).toMatchObject({
      document: {
        event: { code: '7', provider: 'P' },
        log: { level: 'warning' },
        message: 'said',
        winlog: {
          activity_id: '{a}',
          related_activity_id: '{r}',
          keywords: ['K1', 'K2'],
          opcode: 'Stop',
          process: { pid: 1, thread: { id: 2 } },
          user: { identifier: 'S-1' },
          event_data: { 'A & "b"': 'x <y> A</Event> &amp;', param2: 'one', Binary: '00FF' },
        },
      },
    });
  });

  test('free-form data of XML becomes an object', async () => {
    const [item] = await read(
      `<Event><System><EventID>1</EventID></System><UserData><LogFileCleared xmlns='y'><User>a</User><L>1</L><L>2</L><D><E>x</E></D></LogFileCleared></UserData></Event>`,
    );
    expect(item).toMatchObject({
      document: {
        winlog: { user_data: { xml_name: 'LogFileCleared', User: 'a', L: ['1', '2'], D: { E: 'x' } } },
      },
    });
  });
});

function xml(eventId: string): string {
  return `<Event><System><EventID>${eventId}</EventID></System></Event>`;
}

function read(content: string | Uint8Array, options: IngestOptions = {}): Promise<readonly IngestItem[]> {
  return readAll(
    {
      name: 'input',
      async *bytes() {
        yield Buffer.from(content as string);
      },
    },
    options,
  );
}

async function readAll(input: EventInput, options: IngestOptions = {}): Promise<readonly IngestItem[]> {
  const items: IngestItem[] = [];
  for await (const batch of readEvents(input, options)) items.push(...batch);
  return items;
}

/** `3 name` for an event, `3 reason CODE` for a skipped record, `unreadable CODE`, `passed over`. */
function shown(item: IngestItem): string {
  if (item.kind === 'unreadable') return `unreadable ${item.diagnostic.code}`;
  if (item.kind === 'passed-over') return 'passed over';
  const { record } = item.position;
  if (item.kind === 'skipped') return `${record} ${item.reason} ${item.diagnostic.code}`;
  const event = item.document['event'] as JsonObject | undefined;
  return `${record} ${item.document['n'] ?? event?.['code']}`;
}

function idOf(item: IngestItem | undefined): string | undefined {
  return item?.kind === 'event' ? item.id : undefined;
}
