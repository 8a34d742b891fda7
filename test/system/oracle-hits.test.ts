/**
 * What the public rules find in recorded attacks, beside what another engine found: the Python library of the
 * language over a mapping made for the purpose (`oracle-hits.json`, a hint and not the truth). Where the two
 * counts differ, test/cases/oracle/differences.json has both and says why; docs/guide/oracle.md tells the
 * reasons. Most reasons are a way to read a rule that the other engine has, and are proved: read that way, the
 * rule finds as many here. All is read from ../shared/data and never copied.
 *
 * CI scans each file with the rules that hit in it, here or there, and leaves large archives out.
 * ORACLE_HITS=all scans all files with all rules, so that no further hit goes unseen.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import { fileInput } from '../../src/ingest/event-input.ts';
import { type CompiledRule, compileRule } from '../../src/rules/compile-rule.ts';
import { loadRuleText } from '../../src/rules/load-rules.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { sourceText } from '../../src/source/source-text.ts';

const EVENTS = '../shared/data/events';
const RULES = '../shared/data/rules';
const isPresent = existsSync(EVENTS) && existsSync(RULES);
if (!isPresent) process.stderr.write(`hits are not compared: ${EVENTS} or ${RULES} is absent\n`);
const isFull = process.env['ORACLE_HITS'] === 'all';
/** Packed; the larger ones hold nine tenths of all events. */
const LARGE_ARCHIVE_BYTES = 100_000;

/** How the oracle understands a rule in another way than Elasticsearch, for which rules are written. */
interface Reading {
  /** `?` in a pattern is a question mark, and not any character. */
  readonly literalQuestionMarks?: true;
  /** A test of a missing field is null, and so is its `not`. */
  readonly nulls?: 'three-valued';
  /** Index patterns count for nothing. */
  readonly everyIndex?: true;
}

/** Undefined: the oracle had other events, or joins them in another way, and only the sentence can say so. */
const reasons = {
  'question-mark': { literalQuestionMarks: true },
  'missing-values': { nulls: 'three-valued' },
  'question-mark-and-missing-values': { literalQuestionMarks: true, nulls: 'three-valued' },
  'index-patterns': { everyIndex: true },
  'missing-join-key': undefined,
  'oracle-mapping': undefined,
  'oracle-read-in-part': undefined,
} as const satisfies { readonly [reason: string]: Reading | undefined };

interface Difference {
  /** The rule's file. */
  readonly rule: string;
  readonly reason: keyof typeof reasons;
  readonly why: string;
  /** By file, the hits of the oracle and ours. */
  readonly files: { readonly [file: string]: readonly [oracle: number, ours: number] };
}

/** A rule on its way through the events: as we read it, or as the oracle does. */
interface Run {
  readonly rule: string;
  readonly reading?: Reading;
  readonly compiled: CompiledRule;
}

type Hits = { readonly [ruleFile: string]: number };

// The shapes that the README beside the hits and the interface above explain.
const oracle = readJson(join(EVENTS, 'oracle-hits.json'), {}) as { readonly [file: string]: Hits };
const differences = readJson('test/cases/oracle/differences.json', []) as readonly Difference[];

const ruleFiles = new Map(
  (isPresent ? readdirSync(RULES, { recursive: true, encoding: 'utf8' }) : [])
    .filter(path => path.endsWith('.toml'))
    .map(path => [basename(path), join(RULES, path)]),
);
const loadedRules = new Map<string, Rule>();
const compiledRules = new Map<string, CompiledRule>();

describe.skipIf(!isPresent)(
  'the public rules find in a recording what the oracle finds, or the reason is told',
  () => {
    test.each(filesToScan())('%s', async file => {
      const listed = differences.filter(({ files }) => file in files);
      const names = isFull
        ? new Set([...liveRules(), ...Object.keys(oracle[file] ?? {})])
        : new Set([...Object.keys(oracle[file] ?? {}), ...listed.map(({ rule }) => rule)]);
      const runs: Run[] = [...names].map(rule => ({ rule, compiled: compile(rule, {}) }));
      for (const { rule, reason } of listed) {
        const reading: Reading | undefined = reasons[reason];
        if (reading !== undefined) runs.push({ rule, reading, compiled: compile(rule, reading) });
      }
      const alerts = await alertsOf(
        file,
        runs.map(({ compiled }) => compiled),
      );
      const found: { [rule: string]: readonly [oracle: number, ours: number] } = {};
      const readAsTheOracle: { [rule: string]: number } = {};
      for (const [at, { rule, reading }] of runs.entries()) {
        const [theirs, ours] = [oracle[file]?.[rule] ?? 0, alerts[at] ?? 0];
        if (reading !== undefined) readAsTheOracle[rule] = ours;
        else if (theirs !== ours) found[rule] = [theirs, ours];
      }
      expect(found).toEqual(Object.fromEntries(listed.map(({ rule, files }) => [rule, files[file]])));
      const proved = listed.filter(({ reason }) => reasons[reason] !== undefined);
      expect(readAsTheOracle).toEqual(
        Object.fromEntries(proved.map(({ rule, files }) => [rule, files[file]?.[0]])),
      );
    });
  },
);

/** The files of the oracle and those where we find more; in the full form, all recordings. */
function filesToScan(): readonly string[] {
  if (!isPresent) return [];
  const all = readdirSync(EVENTS, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(?:evtx|zip)$/.test(name))
    .sort();
  if (isFull) return all;
  const compared = new Set([
    ...Object.keys(oracle),
    ...differences.flatMap(({ files }) => Object.keys(files)),
  ]);
  return all.filter(
    file =>
      compared.has(file) &&
      (!file.endsWith('.zip') || statSync(join(EVENTS, file)).size < LARGE_ARCHIVE_BYTES),
  );
}

async function alertsOf(file: string, rules: readonly CompiledRule[]): Promise<readonly number[]> {
  const problems: string[] = [];
  const { alerts } = await scan(
    [fileInput(join(EVENTS, file))],
    rules,
    { executionUuid: 'test' },
    { onAlert: () => {}, onProblem: problem => void problems.push(problem.message) },
  );
  expect(problems).toEqual([]);
  return alerts;
}

/** Rules of other types than EQL do not compile; no hit of the oracle is of one. */
function liveRules(): readonly string[] {
  return [...ruleFiles.keys()].filter(
    name => load(name).type === 'eql' && load(name).origin.metadata?.['maturity'] !== 'deprecated',
  );
}

function load(ruleFile: string): Rule {
  const path = ruleFiles.get(ruleFile);
  if (path === undefined) throw new Error(`no rule ${ruleFile}`);
  const known = loadedRules.get(ruleFile);
  if (known !== undefined) return known;
  const rule = loadRuleText(sourceText(path, readFileSync(path, 'utf8'))).rules[0]?.value;
  if (rule === undefined) throw new Error(`${path} holds no rule`);
  loadedRules.set(ruleFile, rule);
  return rule;
}

function compile(ruleFile: string, reading: Reading): CompiledRule {
  const key = JSON.stringify([ruleFile, reading]);
  const known = compiledRules.get(key);
  if (known !== undefined) return known;
  const { nulls, literalQuestionMarks, everyIndex } = reading;
  const compiled = compileRule(load(ruleFile), nulls === undefined ? {} : { nulls }).value;
  if (compiled === undefined) throw new Error(`${ruleFile} does not compile`);
  const { indices, ...rule } = compiled;
  const read: CompiledRule = {
    ...rule,
    plan: literalQuestionMarks ? withLiteralQuestionMarks(rule.plan) : rule.plan,
    ...(everyIndex || indices === undefined ? {} : { indices }),
  };
  compiledRules.set(key, read);
  return read;
}

/** A copy in which `?` of a pattern matches a character that occurs nowhere. */
function withLiteralQuestionMarks<Part>(part: Part): Part {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    const isLike = 'kind' in value && value.kind === 'like';
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        isLike && name === 'patterns' && Array.isArray(member)
          ? member.map(pattern => String(pattern).replaceAll('?', '\uE000'))
          : copy(member),
      ]),
    );
  };
  return copy(part) as Part; // Texts apart, it is the same.
}

function readJson(path: string, absent: unknown): unknown {
  return isPresent ? JSON.parse(readFileSync(path, 'utf8')) : absent;
}
