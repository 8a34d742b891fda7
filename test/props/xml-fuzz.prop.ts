// Whatever the text of Windows events says, reading it ends soon, in events and skipped records, the same ones
// wherever its chunks end, with no more in them than the text holds. Mutated are events made by hand that have
// everything XML has, and events of Windows where they are at hand; then every mark of XML is repeated until a
// reading whose time grows with the square would not end. PROPERTY_RUNS=1000000 for the long form.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readEvtx, toXml } from '../../src/evtx/index.ts';
import type { IngestItem } from '../../src/ingest/ingested-event.ts';
import { readEvents } from '../../src/ingest/read-events.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, withinBounds } from './fuzz-bounds.ts';

const FOLDER = '../shared/data/events/sigma-regression';
const REAL_EVENTS = 40;
/** Longer ones make a case slow and are no other than short ones. */
const REAL_CHARACTERS = 3000;
/** What a mapping adds to an event of no data: names of fields, and what it knows of the kind of event. */
const MOST_ADDED = 4000;
/** How often a text of the record may stand in its document: a path, its name, its folder, its parts. */
const MOST_COPIES = 40;

const SYSTEM = `<System><Provider Name="Microsoft-Windows-Sysmon"/><EventID>1</EventID><EventRecordID>7</EventRecordID>
<TimeCreated SystemTime='2024-05-01T10:00:00.123Z'/><Channel>Microsoft-Windows-Sysmon/Operational</Channel>
<Computer>pc</Computer></System>`;
const MADE = [
  `<?xml version="1.0" encoding="utf-8"?><!DOCTYPE Events [<!ENTITY a "&#x41;"><!ENTITY b "&a;&a;">]><Events>
<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">${SYSTEM}<EventData>
<Data Name="CommandLine">a.exe &quot;b&quot; &#x26; &#60;c&gt;</Data><Data Name="Hashes">MD5=1,SHA256=2</Data><Data/>
<Data Name="User">PC\\anna</Data><Data><![CDATA[ <Event> ]] & ]]></Data></EventData></Event>`,
  `<e:Event xmlns:e="urn:e"><!-- <Event> - -->${SYSTEM}<UserData><Any><a>1</a><a>2</a><b><c d="e">é\u{1f600}</c></b></Any>
</UserData><RenderingInfo Culture="en-US"><Message>text</Message><Level>Information</Level><Keywords><Keyword>x</Keyword>
</Keywords></RenderingInfo></e:Event><?pi do?><Event/></Events>`,
];

let sources: readonly Buffer[] = [];

beforeAll(async () => {
  const real = await realEvents();
  if (real.length === 0) process.stderr.write(`only made XML is mutated: ${FOLDER} is absent\n`);
  const texts = MADE.flatMap((made, at) => [made, ...real.filter((_, index) => index % MADE.length === at)]);
  sources = texts.map(text => Buffer.from(text));
});

/** Of logs of Windows, one of each, as Windows exports them. */
async function realEvents(): Promise<readonly string[]> {
  if (!existsSync(FOLDER)) return [];
  const found: string[] = [];
  for (const name of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.evtx') || found.length === REAL_EVENTS) continue;
    const file = readFileSync(`${FOLDER}/${name}`);
    for await (const items of readEvtx(once(file))) {
      const record = items.find(item => item.kind === 'record');
      const xml = record === undefined ? '' : toXml(record.value);
      if (xml === '' || xml.length > REAL_CHARACTERS) continue;
      found.push(xml);
      break;
    }
  }
  return found;
}

/** What XML gives a meaning, whole and in part, and what it has no room for. */
const MARKS: readonly string[] = [
  '<Event>',
  '<Event ',
  '</Event>',
  '<Event/>',
  '<x:Event>',
  '<a>',
  '<a/>',
  '</a>',
  '<Data Name="b">',
  '<Data>x</Data>',
  '<',
  '>',
  '/>',
  '"',
  "'",
  '=',
  'a',
  'a="" ',
  'hasOwnProperty="" ',
  '__proto__="" ',
  '<__proto__/>',
  '<!',
  '<!a',
  '<!"',
  '<!--',
  '-->',
  '<!-- -->',
  '<![CDATA[',
  ']]>',
  '<![CDATA[]]>',
  '<!DOCTYPE a [<!ENTITY a "&a;&a;">]>',
  '<!ENTITY a "&a;&a;">',
  '<?',
  '?>',
  '<?a?>',
  '&',
  '&a;',
  '&amp;',
  '&#x41;',
  '&#0000',
  '&#xffffffff;',
  '\\',
  ';',
  ',',
  '%%1',
  '\n',
  '\0',
  '\ufeff',
  '\u{1f600}',
];
const mark = fc.constantFrom(...MARKS).map(text => Buffer.from(text));
const noise = fc.uint8Array({ minLength: 1, maxLength: 3 }).map(bytes => Buffer.from(bytes));
const nested = fc
  .tuple(fc.constantFrom('<a>', '<Any>', '<Data>', '<b c="d">'), fc.integer({ min: 1, max: 100 }))
  .map(([open, times]) => Buffer.from(open.repeat(times)));
/** What harms nothing in a text, and little in other places: mappings shall see changed events, too. */
const harmless = fc
  .constantFrom(
    'a',
    '\\',
    ' ',
    '0',
    ';',
    ',',
    '=',
    '-',
    '.',
    ':',
    '&amp;',
    '&#x41;',
    '%%1',
    '\u{1f600}',
    '<a/>',
  )
  .map(text => Buffer.from(text));
const change = fc.oneof(
  fc.record({ at: fc.nat(), drop: fc.constant(0), put: harmless }),
  fc.record({
    at: fc.nat(),
    drop: fc.oneof(fc.constant(0), fc.nat({ max: 30 })),
    put: fc.oneof(
      { weight: 8, arbitrary: mark },
      { weight: 1, arbitrary: noise },
      { weight: 1, arbitrary: nested },
    ),
  }),
);
const mutation = fc.record({
  source: fc.nat(1000),
  changes: fc.array(change, { maxLength: 4 }),
  /** A part that stands twice. */
  copy: fc.option(fc.tuple(fc.nat(), fc.nat({ max: 400 })), { freq: 1 }),
  keep: fc.oneof(
    { weight: 5, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  ),
  chunkBytes: fc.integer({ min: 1, max: 2000 }),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Mutated> ? Mutated : never;

function mutate(text: Buffer, { changes, copy, keep }: Mutation): Buffer {
  let bytes = text;
  for (const { at, drop, put } of changes) {
    const place = at % (bytes.length + 1);
    bytes = Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + drop)]);
  }
  if (copy !== null) {
    const place = copy[0] % (bytes.length + 1);
    bytes = Buffer.concat([bytes.subarray(0, place + copy[1]), bytes.subarray(place)]);
  }
  return bytes.subarray(0, Math.ceil(bytes.length * keep));
}

describe('a mutated text of events', () => {
  test(
    'ends in events and skipped records, the same ones wherever the chunks end',
    async () => {
      await fc.assert(
        fc.asyncProperty(mutation, mutated =>
          withinBounds(async () => {
            const bytes = mutate(sources[mutated.source % sources.length] ?? Buffer.alloc(0), mutated);
            const items = await read(bytes, bytes.length + 1);
            const text = JSON.stringify(items);
            if (text.length > (items.length + 1) * MOST_ADDED + bytes.length * MOST_COPIES)
              throw new Error(`${bytes.length} bytes became ${text.length} characters`);
            if (JSON.stringify(await read(bytes, mutated.chunkBytes)) !== text)
              expect(await read(bytes, mutated.chunkBytes)).toEqual(items);
          }),
        ),
        { numRuns: FUZZ_RUNS },
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  test('is the text again where nothing was changed', async () => {
    for (const source of sources) {
      const items = await read(source, 1000);
      const skipped = items.filter(({ kind }) => kind !== 'event').length;
      // Of those made by hand a document type with entities and an event that holds nothing are told.
      expect(skipped).toBe(source.includes('<!DOCTYPE') || source.includes('<Event/>') ? 1 : 0);
      expect(items.length).toBeGreaterThan(skipped);
    }
  });
});

/** Where a mark may be repeated: what stands before it and behind. */
const PLACES: readonly (readonly [place: string, before: string, behind: string])[] = [
  ['data', `<Event>${SYSTEM}<EventData>`, '</EventData></Event>'],
  ['a text', `<Event>${SYSTEM}<EventData><Data Name="CommandLine">`, '</Data></EventData></Event>'],
  ['free data', `<Event>${SYSTEM}<UserData><a>`, '</a></UserData></Event>'],
  ['a tag', `<Event>${SYSTEM}<EventData><Data `, '/></EventData></Event>'],
  ['an attribute', `<Event>${SYSTEM}<EventData><Data Name="`, '"/></EventData></Event>'],
  ['the tag of an event', '<Event ', `>${SYSTEM}</Event>`],
  ['a document type', '<!DOCTYPE x [', `]><Event>${SYSTEM}</Event>`],
  ['between events', `<Event>${SYSTEM}</Event>`, `<Event>${SYSTEM}</Event>`],
];
const REPEATED_BYTES = 2 ** 18;

/** Values that mappings take apart, of records that have them. */
const VALUES: readonly (readonly [provider: string, eventId: string, name: string])[] = [
  ...[
    'CommandLine',
    'ParentCommandLine',
    'Hashes',
    'Image',
    'User',
    'UtcTime',
    'ProcessGuid',
    'ProcessId',
  ].map(name => ['Microsoft-Windows-Sysmon', '1', name] as const),
  ['Microsoft-Windows-Sysmon', '3', 'SourceIp'],
  ['Microsoft-Windows-Sysmon', '11', 'TargetFilename'],
  ['Microsoft-Windows-Sysmon', '13', 'Details'],
  ['Microsoft-Windows-Sysmon', '13', 'TargetObject'],
  ['Microsoft-Windows-Sysmon', '22', 'QueryName'],
  ['Microsoft-Windows-Sysmon', '22', 'QueryResults'],
  ['Microsoft-Windows-Security-Auditing', '4672', 'PrivilegeList'],
  ['Microsoft-Windows-Security-Auditing', '4719', 'AuditPolicyChanges'],
  ['Microsoft-Windows-Security-Auditing', '4728', 'MemberName'],
  ['Microsoft-Windows-Security-Auditing', '4624', 'IpAddress'],
  ['Microsoft-Windows-Security-Auditing', '4663', 'AccessMask'],
  ['Microsoft-Windows-PowerShell', '4104', 'ScriptBlockText'],
  ['Microsoft-Windows-PowerShell', '4103', 'ContextInfo'],
  ['Microsoft-Windows-PowerShell', '4103', 'Payload'],
  ['PowerShell', '400', 'param3'],
];
const VALUE_MARKS = [
  'a',
  '\\',
  '&quot;',
  '\\&quot;',
  ' ',
  ';',
  ',',
  '.',
  ':',
  '=',
  '-',
  '0',
  '%%1',
  '::1;',
  'type:  5 a;',
];

describe.each(PLACES)('in %s', (_, before, behind) => {
  test.each(MARKS)('a mark of XML that stands there without end ends too: %j', async repeated => {
    await readRepeated(before, repeated, behind);
  });
});

test.each(VALUES)('no value costs more than its length: %s %s %s', async (provider, eventId, name) => {
  for (const repeated of [...VALUE_MARKS, 'CommandInvocation(a): "b"\n', '\ta=b\n'])
    await readRepeated(
      `<Event><System><Provider Name="${provider}"/><EventID>${eventId}</EventID></System><EventData><Data Name="${name}">`,
      repeated,
      '</Data></EventData></Event>',
    );
});

async function readRepeated(before: string, repeated: string, behind: string): Promise<void> {
  const times = Math.floor(REPEATED_BYTES / Buffer.byteLength(repeated));
  const bytes = Buffer.from(before + repeated.repeat(times) + behind);
  const items = await withinBounds(() => read(bytes, 65_536));
  expect(items.length).toBeGreaterThan(0);
}

async function read(bytes: Uint8Array, chunkBytes: number): Promise<readonly IngestItem[]> {
  const items: IngestItem[] = [];
  const input = {
    name: 'in',
    async *bytes(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
  for await (const batch of readEvents(input, {})) items.push(...batch);
  return items;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
