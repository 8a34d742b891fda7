/**
 * Case files: many small cases in one text file, or one case a file with its expected output beside it. With
 * UPDATE_GOLDEN=1 the expected parts are written anew, to be read as a diff.
 *
 *     # what the case shows
 *     input, on any number of lines
 *     ==>
 *     expected, on any number of lines
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const updating = process.env['UPDATE_GOLDEN'] === '1';

export interface Case {
  readonly name: string;
  readonly input: string;
  readonly expected: string;
}

/** The cases of every .txt file of the folder. */
export function readCases(folder: string, actual: (input: string) => string): readonly Case[] {
  return namesIn(folder, '.txt').flatMap(file => {
    const path = join(folder, file);
    const cases = readFileSync(path, 'utf8')
      .split(/^# /m)
      .slice(1)
      .map(block => caseOf(block, file));
    if (!updating) return cases;
    const fresh = cases.map(one => ({ ...one, expected: actual(one.input).trimEnd() }));
    const text = fresh.map(one => `# ${one.name.replace(/^.*?: /, '')}\n${one.input}\n==>\n${one.expected}\n`);
    writeFileSync(path, text.join('\n'));
    return fresh;
  });
}

function caseOf(block: string, file: string): Case {
  const [name = '', ...rest] = block.split('\n');
  const [input = '', expected = ''] = rest.join('\n').split(/^==>$/m);
  return { name: `${file}: ${name}`, input: input.trimEnd(), expected: expected.trim() };
}

/** Each file of the folder with this ending, and the text of the .out file beside it. */
export function readGoldens(
  folder: string,
  ending: string,
  actual: (input: string, name: string) => string,
): readonly Case[] {
  return namesIn(folder, ending).map(file => {
    const input = readFileSync(join(folder, file), 'utf8');
    const out = join(folder, file.replace(ending, '.out'));
    if (updating) writeFileSync(out, actual(input, file));
    return { name: file, input, expected: existsSync(out) ? readFileSync(out, 'utf8') : '' };
  });
}

function namesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(folder)
    .filter(file => file.endsWith(ending))
    .sort();
}
