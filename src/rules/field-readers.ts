/**
 * How the value of one key is read: each reader takes what was written and gives the typed value, or tells
 * what it expected, at the very place inside the value. A list with one bad element is read without it.
 */
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { KeyPath } from './key-places.ts';
import type { AttackReference, Technique, Threat } from './rule.ts';

export interface Problem {
  readonly path: KeyPath;
  /** As it stands after "must be": `a list of texts`. */
  readonly expected: string;
  /** Absent where a key is missing. */
  readonly found?: Json | undefined;
  /** All there is to choose from, where that is a few words. */
  readonly words?: readonly string[];
}

/** @param problems where the reader adds what is wrong; without a value it has added at least one */
export type Reader<T> = (value: Json | undefined, path: KeyPath, problems: Problem[]) => T | undefined;

export const text: Reader<string> = simple('a text', value => typeof value === 'string');
export const name: Reader<string> = simple(
  'a text that is not empty',
  value => typeof value === 'string' && value.trim() !== '',
);
export const flag: Reader<boolean> = simple('`true` or `false`', value => typeof value === 'boolean');
export const table: Reader<JsonObject> = simple('a table', isJsonObject);
export const anything: Reader<Json> = value => value;

/** An instant relative to the run, or a fixed one. */
export const dateMath: Reader<string> = simple(
  'a time such as `now-9m`',
  value =>
    typeof value === 'string' &&
    /^(now([+-]\d+[smhdwMy])*(\/[smhdwMy])?|\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?)$/.test(value),
);
export const interval: Reader<string> = simple(
  'a time span such as `5m`, in s, m, h or d',
  value => typeof value === 'string' && /^0*[1-9]\d*[smhd]$/.test(value),
);

export function wholeNumber(least: number, most?: number): Reader<number> {
  const bounds = most === undefined ? `of ${least} or more` : `from ${least} to ${most}`;
  return simple(
    `a whole number ${bounds}`,
    value =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= (most ?? value),
  );
}

/** @param what the words are: `a severity` */
export function oneOf<Word extends string>(words: readonly Word[], what: string): Reader<Word> {
  return (value, path, problems) => {
    const word = words.find(known => known === value);
    if (word === undefined) problems.push({ path, expected: what, found: value, words });
    return word;
  };
}

function listOf<T>(element: Reader<T>, expected: string): Reader<readonly T[]> {
  return (value, path, problems) => {
    if (!Array.isArray(value)) {
      problems.push({ path, expected, found: value });
      return undefined;
    }
    // Array.isArray loses the element type of a readonly array.
    return (value as readonly Json[]).flatMap((item, index) => {
      const read = element(item, [...path, index], problems);
      return read === undefined ? [] : [read];
    });
  };
}

export const textList: Reader<readonly string[]> = listOf(text, 'a list of texts');
export const tableList: Reader<readonly JsonObject[]> = listOf(table, 'a list of tables');

export const textOrTextList: Reader<string | readonly string[]> = (value, path, problems) =>
  Array.isArray(value)
    ? textList(value, path, problems)
    : textAmong('a text or a list of texts')(value, path, problems);

export const threatList: Reader<readonly Threat[]> = listOf(readThreat, 'a list of tables');

function readThreat(value: Json | undefined, path: KeyPath, problems: Problem[]): Threat | undefined {
  const written = table(value, path, problems);
  if (written === undefined) return undefined;
  const tactic = readReference(written['tactic'], [...path, 'tactic'], problems);
  if (tactic === undefined) return undefined;
  const { framework = 'MITRE ATT&CK', technique = [] } = written;
  return {
    framework: text(framework, [...path, 'framework'], problems) ?? '',
    tactic,
    technique: techniqueList(technique, [...path, 'technique'], problems) ?? [],
  };
}

const techniqueList: Reader<readonly Technique[]> = listOf((value, path, problems) => {
  const technique = readReference(value, path, problems);
  if (technique === undefined) return undefined;
  const written = isJsonObject(value) ? value['subtechnique'] : undefined;
  const subtechnique =
    written === undefined ? undefined : referenceList(written, [...path, 'subtechnique'], problems);
  return subtechnique === undefined ? technique : { ...technique, subtechnique };
}, 'a list of tables');

const referenceList: Reader<readonly AttackReference[]> = listOf(readReference, 'a list of tables');

function readReference(
  value: Json | undefined,
  path: KeyPath,
  problems: Problem[],
): AttackReference | undefined {
  const written = table(value, path, problems);
  if (written === undefined) return undefined;
  const read = (key: string): string => text(written[key], [...path, key], problems) ?? '';
  return { id: read('id'), name: read('name'), reference: read('reference') };
}

function textAmong(expected: string): Reader<string> {
  return simple(expected, value => typeof value === 'string');
}

/** A reader that takes a value as it is, or not at all. */
function simple<T extends Json>(expected: string, fits: (value: Json | undefined) => boolean): Reader<T> {
  return (value, path, problems) => {
    // `fits` is the check that the value is a T; the readers above pair them.
    if (fits(value)) return value as T;
    problems.push({ path, expected, found: value });
    return undefined;
  };
}
