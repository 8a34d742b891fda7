// Every event log at hand reads as two other readers read it: `evtxexport` of libevtx (Debian: libevtx-utils)
// and, in sigma-regression, the JSON that Rust's evtx_dump wrote. They write some values in another way, which
// `sameForm` makes alike:
// - evtxexport pads hexadecimal numbers with zeros and times to nine digits; Windows and we do not.
// - evtx_dump cuts times to microseconds and trailing blanks off, leaves the braces of GUIDs out, and has numbers
//   and booleans as such.
// Two differences remain: a text of line ends alone, which evtxexport leaves out, and the one value of EDITED.
// CI reads every eighth file; EVTX_ORACLE=all reads all.
import { execFile, execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { isDeepStrictEqual, promisify } from 'node:util';
import sax from 'sax';
import { describe, expect, test } from 'vitest';
import { type EvtxElement, readEvtx, toXml } from '../../src/evtx/index.ts';
import { readWindowsXml } from '../../src/ingest/formats/read-windows-xml.ts';
import { windowsEventOf } from '../../src/ingest/formats/windows-event-of.ts';

const FOLDER = '../shared/data/events';
const STEP = process.env['EVTX_ORACLE'] === 'all' ? 1 : 8;
const run = promisify(execFile);
/** The log has `Explorer.EXE`, as evtxexport also reads it: the JSON beside it was edited. */
const EDITED = /ad691d92-15f2-4181-9aa4-723c74f9ddc3\.evtx\/EventData\/ParentCommandLine:/;

const hasTool = canRun('evtxexport');
const files = existsSync(FOLDER)
  ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.evtx'))
      .sort()
      .map(name => `${FOLDER}/${name}`)
  : [];
const sample = files.filter((_, index) => index % STEP === 0);
if (files.length === 0) process.stderr.write(`event logs are not compared: ${FOLDER} is absent\n`);
else if (!hasTool)
  process.stderr.write('event logs are not compared: evtxexport (libevtx-utils) is absent\n');

describe.skipIf(files.length === 0 || !hasTool)('an event log reads as evtxexport reads it', () => {
  test(`${sample.length} of ${files.length} files`, async () => {
    let records = 0;
    const differences: string[] = [];
    for (const file of sample) {
      const [ours, theirs] = await Promise.all([readRoots(file), exportRoots(file)]);
      records += ours.length;
      if (ours.length !== theirs.length)
        differences.push(`${file}: ${ours.length} records, expected ${theirs.length}`);
      ours.forEach((root, index) => {
        const other = theirs[index];
        if (other !== undefined) compare(root, other, file, differences);
      });
    }
    expect(differences).toEqual([]);
    expect(records).toBeGreaterThan(sample.length);
  });
});

describe.skipIf(files.length === 0)('a record gives the same event as its XML', () => {
  test(`${sample.length} of ${files.length} files`, async () => {
    const differing: string[] = [];
    let compared = 0;
    for (const file of sample) {
      for (const root of await readRoots(file)) {
        const xml = toXml(root);
        // What XML cannot say has another character there.
        if (xml.includes('\ufffd')) continue;
        compared++;
        const fromXml = readWindowsXml(xml);
        if (fromXml.kind === 'bad' || !isDeepStrictEqual(fromXml.event, windowsEventOf(root)))
          differing.push(xml);
      }
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(sample.length);
  });
});

const withJson = files.filter(file => existsSync(jsonOf(file)));
describe.skipIf(withJson.length === 0)('an event log reads as evtx_dump reads it', () => {
  test(`${withJson.length} files`, async () => {
    const differences: string[] = [];
    for (const file of withJson) {
      const [ours] = await readRoots(file);
      // The file holds one event; where it holds several, they stand one behind the other and the first counts.
      const [theirs] = readFileSync(jsonOf(file), 'utf8').split(/\n(?=\{)/);
      if (ours === undefined || theirs === undefined) differences.push(`${file}: no record`);
      else compareJson(ours, JSON.parse(theirs)['Event'], file, differences);
    }
    expect(differences.filter(difference => !EDITED.test(difference))).toEqual([]);
  });
});

function canRun(command: string): boolean {
  try {
    execFileSync(command, ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function jsonOf(file: string): string {
  return file.replace(/\.evtx$/, '.json');
}

async function readRoots(file: string): Promise<EvtxElement[]> {
  const roots: EvtxElement[] = [];
  for await (const items of readEvtx(createReadStream(file)))
    for (const item of items) if (item.kind === 'record') roots.push(item.value);
  return roots;
}

/** An element of the XML of evtxexport. */
interface Exported {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: Exported[];
  text: string;
}

async function exportRoots(file: string): Promise<readonly Exported[]> {
  const { stdout } = await run('evtxexport', ['-f', 'xml', file], { maxBuffer: 2 ** 28 });
  const parser = sax.parser(true);
  const all: Exported = { name: '', attributes: {}, children: [], text: '' };
  const open = [all];
  parser.onopentag = ({ name, attributes }) => {
    // Without the `xmlns` option attributes are plain texts.
    const texts = attributes as { readonly [name: string]: string };
    const element: Exported = { name, attributes: texts, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => {
    const element = open.pop();
    if (element !== undefined && element.children.length > 0) element.text = element.text.trim();
  };
  parser.ontext = text => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.onerror = failure => {
    throw failure;
  };
  // The first line says which program wrote the rest.
  parser.write(`<log>${stdout.slice(stdout.indexOf('\n'))}</log>`).close();
  return all.children[0]?.children ?? [];
}

function compare(ours: EvtxElement, theirs: Exported, place: string, differences: string[]): void {
  const here = `${place}/${ours.name}`;
  const tell = (what: string, own: string, other: string): void => {
    differences.push(`${here}: ${what} is ${JSON.stringify(own)}, expected ${JSON.stringify(other)}`);
  };
  if (ours.name !== theirs.name) tell('name', ours.name, theirs.name);
  const shape = ({ attributes, children }: EvtxElement | Exported): string =>
    [...Object.keys(attributes), ...children.map(({ name }) => `<${name}>`)].join(' ');
  if (shape(ours) !== shape(theirs)) {
    tell('shape', shape(ours), shape(theirs));
    return;
  }
  for (const name of Object.keys(ours.attributes)) {
    const own = sameForm(ours.attributes[name] ?? '');
    const other = sameForm(theirs.attributes[name] ?? '');
    if (own !== other) tell(name, own, other);
  }
  const isLineEnds = /^[\r\n]+$/.test(ours.text) && theirs.text === '';
  if (sameForm(ours.text) !== sameForm(theirs.text) && !isLineEnds) tell('text', ours.text, theirs.text);
  ours.children.forEach((child, index) => {
    const other = theirs.children[index];
    if (other !== undefined) compare(child, other, here, differences);
  });
}

function sameForm(value: string): string {
  return value
    .replace(/^0x0*([0-9a-f]+)$/, '0x$1')
    .replace(/^(\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6})\d*Z$/, '$1Z')
    .replace(/^\{([0-9A-Fa-f-]{36})\}$/, '$1');
}

/** Compares with evtx_dump's JSON, where attributes stand under `#attributes` and named data are members. */
function compareJson(ours: EvtxElement, theirs: unknown, place: string, differences: string[]): void {
  const tell = (what: string, own: unknown, other: unknown): void => {
    differences.push(`${place}: ${what} is ${JSON.stringify(own)}, expected ${JSON.stringify(other)}`);
  };
  const expected = members(theirs);
  const attributes = members(expected.get('#attributes'));
  for (const [name, other] of attributes)
    if (sameForm(ours.attributes[name] ?? '') !== sameForm(textOf(other)))
      tell(name, ours.attributes[name], other);
  if (ours.children.length === 0) {
    const text = theirs !== null && typeof theirs === 'object' ? expected.get('#text') : theirs;
    if (sameForm(ours.text).trimEnd() !== sameForm(textOf(text))) tell('text', ours.text, text);
    return;
  }
  const seen = new Map<string, number>();
  for (const child of ours.children) {
    const name = (child.name === 'Data' ? child.attributes['Name'] : undefined) ?? child.name;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    // A name that comes again gets a number.
    const other = expected.get(count === 0 ? name : `${name}_${count}`);
    compareJson(child, other, `${place}/${name}`, differences);
  }
  const known = new Set([...seen].flatMap(([name, count]) => [name, ...numbered(name, count)]));
  for (const name of expected.keys())
    if (!name.startsWith('#') && !known.has(name)) tell(name, undefined, 'it');
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count - 1 }, (_, index) => `${name}_${index + 1}`);
}

function members(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
