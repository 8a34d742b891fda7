/**
 * Settings of `tripline serve` from a file and the environment, by the names of its flags: the options of the command
 * are the one list of what there is and how each is read. A flag wins over the environment, and that over the file.
 *
 *     listen = "0.0.0.0:4180"        # --listen, TRIPLINE_LISTEN
 *     rules = ["rules", "own"]       # paths are seen from the folder of the file
 *     keep-gigabytes = 200
 *     sign-in-link = true
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { parse, TomlError } from 'smol-toml';
import { reasonOf } from '../../app/find-files.ts';
import { nearest } from '../../base/did-you-mean.ts';
import { tomlPlaces } from '../../rules/toml-places.ts';
import type { Checked, Diagnostic } from '../../source/diagnostic.ts';
import { type SourceText, sourceText } from '../../source/source-text.ts';
import { type SettingPlace, settingsMessages as say } from './settings-messages.ts';

/** By the attribute of the option. */
export type Settings = ReadonlyMap<string, unknown>;

/** It says where the others are. */
const CONFIG = 'config';
const PATHS = ['data', 'rules'];

/** There are settings unless a diagnostic tells why not. */
export async function readSettingsFile(path: string, options: readonly Option[]): Promise<Checked<Settings>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return { diagnostics: [say.unreadable(path, reasonOf(error))] };
  }
  return readSettings(sourceText(path, text.replace(/^\uFEFF/, '')), options);
}

/** Every mistake is told; the settings are given where there is none. */
export function readSettings(source: SourceText, options: readonly Option[]): Checked<Settings> {
  let written: object;
  try {
    written = parse(source.text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { diagnostics: [brokenToml(source, error)] };
  }
  const byName = new Map(options.map(option => [nameOf(option), option]));
  byName.delete(CONFIG);
  const places = tomlPlaces(source.text, 0);
  const settings = new Map<string, unknown>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, value] of Object.entries(written)) {
    const place = places.find([name]);
    const option = byName.get(name);
    if (option === undefined) {
      const near = nearest(name, byName.keys());
      diagnostics.push(say.unknownSetting({ source, span: place?.key }, name, near));
      continue;
    }
    try {
      const read = settingOf(option, value, dirname(source.name));
      if (read !== undefined) settings.set(option.attributeName(), read);
    } catch (error) {
      const at: SettingPlace = { source, span: place?.value };
      diagnostics.push(say.wrongValue(at, name, expectedBy(error)));
    }
  }
  return diagnostics.length > 0 ? { diagnostics } : { value: settings, diagnostics };
}

/** Variables are named like `TRIPLINE_KEEP_GIGABYTES`; an empty one is none. */
export function readEnvironment(
  environment: { readonly [name: string]: string | undefined },
  options: readonly Option[],
): Checked<Settings> {
  const settings = new Map<string, unknown>();
  const diagnostics: Diagnostic[] = [];
  for (const option of options) {
    const variable = `TRIPLINE_${nameOf(option).replaceAll('-', '_').toUpperCase()}`;
    const text = environment[variable]?.trim();
    if (text === undefined || text === '') continue;
    try {
      const read = settingOf(option, option.isBoolean() ? truthOf(text) : listed(option, text), '.');
      if (read !== undefined) settings.set(option.attributeName(), read);
    } catch (error) {
      diagnostics.push(say.wrongVariable(variable, expectedBy(error)));
    }
  }
  return diagnostics.length > 0 ? { diagnostics } : { value: settings, diagnostics };
}

/** Sets what no flag has set. @returns what is wrong; nothing is to be started then */
export async function takeSettings(
  command: Command,
  environment: { readonly [name: string]: string | undefined },
): Promise<readonly Diagnostic[]> {
  const options = command.options;
  const variables = readEnvironment(environment, options);
  for (const [name, value] of variables.value ?? []) setUnlessFlag(command, name, value, 'env');
  const path: unknown = command.getOptionValue(CONFIG);
  if (typeof path !== 'string') return variables.diagnostics;
  const file = await readSettingsFile(path, options);
  for (const [name, value] of file.value ?? [])
    if (variables.value?.has(name) !== true) setUnlessFlag(command, name, value, 'config');
  return [...variables.diagnostics, ...file.diagnostics];
}

function setUnlessFlag(command: Command, name: string, value: unknown, source: 'env' | 'config'): void {
  if (command.getOptionValueSource(name) !== 'cli') command.setOptionValueWithSource(name, value, source);
}

function nameOf(option: Option): string {
  return (option.long ?? '').replace(/^--/, '');
}

/**
 * As the flag would give it; undefined: as if it were not given.
 * @param folder that paths are seen from
 * @throws InvalidArgumentError, which says what was expected
 */
function settingOf(option: Option, value: unknown, folder: string): unknown {
  if (option.isBoolean()) {
    if (typeof value !== 'boolean') throw new InvalidArgumentError('Expected true or false.');
    return value ? true : undefined;
  }
  const asPath = (text: string): string =>
    PATHS.includes(nameOf(option)) && folder !== '.' ? resolve(folder, text) : text;
  const read = option.parseArg ?? ((text: string): unknown => text);
  if (!option.variadic) return read(asPath(textOf(value, 'Expected one text or number.')), undefined);
  let all: unknown;
  for (const one of Array.isArray(value) ? value : [value])
    all = read(asPath(textOf(one, 'Expected a text, or a list of texts.')), all);
  return all;
}

function textOf(value: unknown, expected: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new InvalidArgumentError(expected);
}

function listed(option: Option, text: string): string | readonly string[] {
  if (!option.variadic) return text;
  return text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}

function truthOf(text: string): boolean | string {
  if (['true', '1', 'yes'].includes(text.toLowerCase())) return true;
  return ['false', '0', 'no'].includes(text.toLowerCase()) ? false : text;
}

/** `Expected a number.` -> `expected a number` */
function expectedBy(error: unknown): string {
  if (!(error instanceof InvalidArgumentError)) throw error;
  const said = error.message.replace(/\.$/, '');
  return `${said.slice(0, 1).toLowerCase()}${said.slice(1)}`;
}

function brokenToml(source: SourceText, error: TomlError): Diagnostic {
  const lines = source.text.split('\n').slice(0, error.line - 1);
  const lineStart = lines.reduce((sum, line) => sum + line.length + 1, 0);
  const at = Math.min(lineStart + error.column - 1, source.text.length);
  // The parser tells what is wrong in the first line; the rest is an excerpt.
  const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
  return say.brokenToml({ source, span: { start: at, end: at } }, reason);
}
