import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type CaseReport, runConformance } from './index.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Runs suites whose files are given as texts. */
async function run(
  suites: readonly object[],
  files: Readonly<Record<string, string>>,
): Promise<CaseReport[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-suites-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ ...files, 'suites.json': JSON.stringify(suites) })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const reports: CaseReport[] = [];
  for await (const report of runConformance(folder)) reports.push(report);
  return reports;
}

function verdicts(reports: readonly CaseReport[]): readonly string[] {
  return reports.map(({ name, passes }) => `${passes ? 'pass' : 'FAIL'} ${name}`);
}

const QUERIES = { kind: 'queries', file: 'q.toml', data: ['d.json'], id: 'n', category: 'kind', size: 10 };

test('a query passes only with the ids, placeholders and keys of all its results', async () => {
  const data = [
    { n: 1, '@timestamp': 1, kind: 'a', host: 'h' },
    { n: 2, '@timestamp': 2, kind: 'b', host: 'h' },
  ];
  const sequence = `query = 'sequence by host with maxspan=1m [a where true] ![c where true] [b where true]'`;
  const toml = `
    [[queries]]
    name = "right"
    ${sequence}
    expected_event_ids = [1, -1, 2]
    join_keys = ["h"]
    [[queries]]
    name = "wrong key"
    ${sequence}
    expected_event_ids = [1, -1, 2]
    join_keys = ["x"]
    [[queries]]
    name = "no placeholder"
    ${sequence}
    expected_event_ids = [1, 2]
    [[queries]]
    name = "one of several answers"
    query = 'any where n == 2'
    expected_event_ids = [[1], [2]]
    [[queries]]
    name = "refused"
    query = 'any where'
    expected_event_ids = []
    [[queries]]
    name = "the end matters"
    query = 'any where true'
    size = 1
    expected_event_ids = [2]
  `;
  const reports = await run([{ ...QUERIES, tiebreaker: null }], {
    'q.toml': toml,
    'd.json': JSON.stringify(data),
  });
  expect(verdicts(reports)).toEqual([
    'pass right',
    'FAIL wrong key',
    'FAIL no placeholder',
    'pass one of several answers',
    'FAIL refused',
    'FAIL the end matters',
  ]);
  expect(reports[1]).toMatchObject({
    expected: '[[1,-1,2],["x"]]',
    found: '[[1,-1,2],["h"]] (position head)',
  });
});

test('documents are read as the mapping of the suite has it', async () => {
  const suite = {
    ...QUERIES,
    tiebreaker: 'n',
    types: { '@timestamp': 'date_nanos', day: 'date', state: 'keyword' },
    timestampFrom: 'nanos',
    nullValues: { state: 'none' },
    dateFormats: { 'd.json': { day: 'dd-MM-yyyy' } },
  };
  const reports = await run([suite], {
    'd.json': `[
      {"n": 1, "nanos": 131883571822010002, "day": "02-01-2026", "state": null},
      {"n": 2, "nanos": 131883571822010001, "day": "01-02-2026"}
    ]`,
    'q.toml': `
      [[queries]]
      name = "nanoseconds order"
      query = 'any where true'
      expected_event_ids = [2, 1]
      [[queries]]
      name = "dates"
      query = 'any where day > "2026-01-15"'
      expected_event_ids = [2]
      [[queries]]
      name = "explicit nulls only"
      query = 'any where state == "none"'
      expected_event_ids = [1]
    `,
  });
  expect(verdicts(reports)).toEqual(['pass nanoseconds order', 'pass dates', 'pass explicit nulls only']);
});

test('streams are sequences by key, and filler is no event', async () => {
  const reports = await run([{ kind: 'series', file: 's' }], {
    s: '// about\nright\nx|A1 A2 A99\nx|B3 B4\n;\nx|A1 B3\nA2 B4\n;\nwrong\nA1\nB2\n;\nB2 A1\n;\n',
  });
  expect(verdicts(reports)).toEqual(['pass right', 'FAIL wrong']);
});

test('expressions have the value that is given, null where none is, or are refused', async () => {
  const reports = await run([{ kind: 'folding', file: 'f.toml' }], {
    'f.toml': `
      [[length.fold.tests]]
      expression = 'length("abc")'
      expected = 3
      [[length.fold.tests]]
      expression = 'length(null)'
      [[length.fold.tests]]
      expression = 'length("")'
      [[length.verifier.failures]]
      expression = 'length(1)'
      [[length.verifier.failures]]
      expression = 'length("a")'
    `,
  });
  expect(reports.map(({ passes }) => passes)).toEqual([true, true, false, true, false]);
});

test('a mistake is told at its place, for its reason and with its suggestion', async () => {
  const suite = { kind: 'errors', file: 'e.json', types: { port: 'long' }, unknownFields: 'error' };
  const message = '1:11: Unknown column [prot], did you mean [port]?';
  const cases = [
    { kind: 'verification', query: 'any where prot == 1', match: 'exact', message },
    {
      kind: 'verification',
      query: 'any where  prot == 1',
      match: 'exact',
      message: '1:11: Unknown column [prot]',
    },
    {
      kind: 'verification',
      query: 'any where prot == 1',
      match: 'exact',
      message: '1:11: Unknown function [prot]',
    },
    { kind: 'verification', query: 'any where qqqq == 1', match: 'exact', message },
    { kind: 'expression-parsing', query: 'port = 1', match: 'any', message: null },
    { kind: 'expression-parsing', query: 'port == 1', match: 'any', message: null },
  ];
  const reports = await run([suite], { 'e.json': JSON.stringify(cases) });
  expect(reports.map(({ passes }) => passes)).toEqual([true, false, false, false, true, false]);
});

test('a known difference holds only while the answer is the one that is listed', async () => {
  const suite = { kind: 'errors', file: 'unit/error-cases.json' };
  const errors = (message: string): Promise<CaseReport[]> =>
    run([suite], {
      'unit/error-cases.json': JSON.stringify([
        { kind: 'expression-parsing', query: '"\\u{}"', match: 'exact', message },
      ]),
    });
  const [differs] = await errors("1:1: token recognition error at: '\"\\u{}'");
  expect(differs).toMatchObject({ passes: true, difference: { found: '1:2 EQL004' } });
  const [same] = await errors("1:2: token recognition error at: '\"\\u{}'");
  expect(same?.passes).toBe(false);
});
