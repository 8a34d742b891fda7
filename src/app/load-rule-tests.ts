/** The examples of a rule: those in its own file, and those in a file beside it. */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import process from 'node:process';
import { parse, TomlError } from 'smol-toml';
import type { Rule } from '../rules/rule.ts';
import { type ReadTests, type RuleTest, testsOfFile, testsOfRule } from '../rules/rule-tests.ts';
import { reasonOf } from './find-files.ts';

export interface LoadedTests {
  readonly tests: readonly LoadedTest[];
  /** What is wrong with examples that could not be read, one line each. */
  readonly problems: readonly string[];
}

export interface LoadedTest extends RuleTest {
  /** The file that the example stands in. */
  readonly file: string;
}

/** @param ruleFile the file of the rule */
export function loadRuleTests(rule: Rule, ruleFile: string): LoadedTests {
  const loaded = [located(testsOfRule(rule), ruleFile), ...besides(ruleFile)];
  return {
    tests: loaded.flatMap(({ tests }) => tests),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

/**
 * The file of an example's events, or why it is not read: a rule may be a stranger's, and names no file outside of its
 * own folder and of the folder of the call.
 */
export function eventsFile(
  test: LoadedTest,
  file: string,
): { readonly path?: string; readonly refused?: string } {
  const folder = resolve(dirname(test.file));
  const path = resolve(folder, file);
  const isInside = [folder, process.cwd()].some(allowed => {
    const way = relative(allowed, path);
    return !way.startsWith('..') && !isAbsolute(way);
  });
  return isInside
    ? { path: relative(process.cwd(), path) || path }
    : { refused: `\`${file}\` lies outside of the rule's folder and of the current one` };
}

function besides(ruleFile: string): readonly LoadedTests[] {
  const base = ruleFile.replace(/\.[^./\\]+$/, '');
  return ['toml', 'json'].flatMap(form => {
    const file = `${base}.tests.${form}`;
    if (file === ruleFile) return [];
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return isAbsent ? [] : [{ tests: [], problems: [`${file}: ${reasonOf(error)}`] }];
    }
    try {
      const document: unknown = form === 'toml' ? parse(text) : JSON.parse(text);
      return [located(testsOfFile(plain(document)), file)];
    } catch (error) {
      if (!(error instanceof TomlError || error instanceof SyntaxError)) throw error;
      return [{ tests: [], problems: [`${file}: ${error.message.split('\n')[0] ?? ''}`] }];
    }
  });
}

/** Dates of TOML as the texts that they were written as. */
function plain(document: unknown): unknown {
  return JSON.parse(
    JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
}

function located({ problems, tests }: ReadTests, file: string): LoadedTests {
  return {
    tests: tests.map(test => ({ ...test, file })),
    problems: problems.map(
      ({ expected, found, path }) =>
        `${file}: \`${path.join('.')}\` must be ${expected}, found ${found === undefined ? 'nothing' : JSON.stringify(found)?.slice(0, 80)}`,
    ),
  };
}
