import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliCodes } from './cli.ts';
import { eqlCodes } from './eql.ts';
import { excCodes } from './exc.ts';
import { type CodePage, diagnosticCodes } from './index.ts';
import { ingCodes } from './ing.ts';
import { kqlCodes } from './kql.ts';
import { rulCodes } from './rul.ts';

const files: Readonly<Record<string, Readonly<Record<string, CodePage>>>> = {
  EQL: eqlCodes,
  KQL: kqlCodes,
  RUL: rulCodes,
  EXC: excCodes,
  ING: ingCodes,
  CLI: cliCodes,
};
const pages: readonly (readonly [string, CodePage])[] = Object.entries(diagnosticCodes);

/** All that the tests say, those of this folder left out: they use codes as examples only. */
const tested = [...textsOf('src', /\.test\.ts$/), ...textsOf('test', /./)].join('\n');

function textsOf(folder: string, name: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && name.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.startsWith(join('src', 'source')))
    .map(path => readFileSync(path, 'utf8'));
}

test('each code stands once, in the file of its prefix', () => {
  for (const [prefix, codes] of Object.entries(files))
    for (const code of Object.keys(codes)) expect(code).toMatch(new RegExp(`^${prefix}\\d{3}$`));
  const all = Object.values(files).flatMap(codes => Object.keys(codes));
  expect(pages.map(([code]) => code).sort()).toEqual(all.sort());
});

test.each(pages)('%s has a page: a heading in lower case and sentences', (_code, { title, explanation }) => {
  expect(title).toMatch(/^(?:\p{Ll}|`|[A-Z]{2}).*[^.]$/u);
  expect(explanation).toMatch(/^\S.*[.`)]$/s);
});

test('every code is produced by a test or a golden case', () => {
  const named = new Set(tested.match(/\b[A-Z]{3}\d{3}\b/g));
  expect(pages.map(([code]) => code).filter(code => !named.has(code))).toEqual([]);
});

test('the golden cases know no code that is not registered', () => {
  const shown = [...tested.matchAll(/^(?:error|warning|hint)\[([A-Z]+\d+)\]/gm)].map(match => match[1]);
  expect(shown.filter(code => code === undefined || !(code in diagnosticCodes))).toEqual([]);
});
