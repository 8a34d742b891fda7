import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as Library from '../../src/library/eql.ts';
import { compile, render } from '../../src/library/eql.ts';

/** What a web page may spend on it, compressed. */
const MOST_BYTES = 60_000;

const QUERY = `
  sequence by host.id with maxspan=1m
    [process where process.name regex~ """(cmd|powershell)\\.exe""" and process.pid > 4]
    ![file where true]
    [network where cidrMatch(destination.ip, "10.0.0.0/8") and not string(destination.port) like "44*"]
`;
const START = Date.parse('2021-05-27T10:00:00Z');
const EVENTS = Array.from({ length: 400 }, (_, at) => ({
  '@timestamp': new Date(START + at * 7_000).toISOString(),
  event: { category: ['process', 'network', 'process', 'file', 'network'][(at ** 2 % 23) % 5] },
  host: { id: `h${at % 3}` },
  process: { name: at % 2 ? 'CMD.exe' : 'powershell.EXE', pid: String(at) },
  destination: { ip: `${at % 4 ? 10 : 11}.0.0.${at % 256}`, port: at % 7 ? 80 : 443 },
}));

describe('tripline/eql in a browser', () => {
  let code: string;
  beforeAll(async () => {
    const bundle = await rolldown({ input: 'src/library/eql.ts', platform: 'browser' });
    const { output } = await bundle.generate({ format: 'iife', name: 'eql', minify: true });
    await bundle.close();
    expect(output).toHaveLength(1);
    code = output[0].code;
  });

  test('is one file that asks for nothing of Node.js', () => {
    expect(code).not.toMatch(/["'`]node:|\brequire\(|\bprocess\.(env|argv|platform|stdout)\b|\bBuffer\./);
  });

  test(`is smaller than ${MOST_BYTES} bytes, compressed`, () => {
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(MOST_BYTES);
  });

  test('gives the same answers in a realm that has the language alone', () => {
    // A realm has its own objects: what comes out is compared as JSON.
    const realm = createContext({ query: QUERY, events: JSON.stringify(EVENTS) });
    const inRealm = <T>(script: string): T => JSON.parse(runInContext(script, realm));
    expect(inRealm(`${code}; JSON.stringify([typeof process, typeof require, typeof TextDecoder])`)).toEqual([
      'undefined',
      'undefined',
      'undefined',
    ]);

    const { program, diagnostics } = compile(QUERY);
    if (program === undefined) throw new Error(render(diagnostics));
    const expected = [...program.run(EVENTS)];
    expect(expected.length).toBeGreaterThan(5);
    const found = inRealm<readonly Library.Result[]>(
      'JSON.stringify([...eql.compile(query).program.run(JSON.parse(events))])',
    );
    expect(found).toEqual(JSON.parse(JSON.stringify(expected)));

    const told = inRealm<string>(
      'JSON.stringify(eql.render(eql.compile("process where proces.name : 1").diagnostics))',
    );
    expect(told).toBe(render(compile('process where proces.name : 1').diagnostics));
  });
});
