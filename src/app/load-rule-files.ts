import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withoutAllowed } from '../rules/allowed-warnings.ts';
import { type CompiledRule, compileRule, type RuleOptions } from '../rules/compile-rule.ts';
import { type LoadedText, loadRuleText } from '../rules/load-rules.ts';
import { sameRuleId } from '../rules/messages.ts';
import type { Rule } from '../rules/rule.ts';
import { isUnsupported } from '../source/codes/index.ts';
import { type Checked, type Diagnostic, isError } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { type FoundPath, findFiles, reasonOf } from './find-files.ts';
import { unreadablePath } from './messages.ts';

/** A rule as it came out of its file: ready to run, right but not run by this version, or wrong. */
export type LoadedRule = {
  readonly file: string;
  /** All that is said about this rule; also among those of `LoadedRules`. */
  readonly diagnostics: readonly Diagnostic[];
} & (
  | { readonly kind: 'compiled'; readonly rule: Rule; readonly compiled: CompiledRule }
  | { readonly kind: 'unsupported'; readonly rule: Rule }
  | { readonly kind: 'failed'; readonly rule: Rule | undefined }
);

export interface LoadedRules {
  readonly rules: readonly LoadedRule[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files met in folders that hold no rule: README, LICENSE. */
  readonly passedOver: readonly string[];
  /** Paths that could not be read. */
  readonly unreadable: readonly string[];
}

/**
 * Loads and compiles every rule behind the paths. A broken file never stops the others: what is wrong with it
 * is told, and it counts as a failed rule. A file is loaded once, however often the paths lead to it.
 */
export async function loadRuleFiles(
  paths: readonly string[],
  options: RuleOptions = {},
): Promise<LoadedRules> {
  const rules: LoadedRule[] = [];
  const diagnostics: Diagnostic[] = [];
  const passedOver: string[] = [];
  const unreadable: string[] = [];
  const byId = new Map<string, Rule>();
  for await (const file of readRuleFiles(paths)) {
    if (file.kind === 'unreadable') {
      unreadable.push(file.path);
      diagnostics.push(file.diagnostic);
      continue;
    }
    if (file.kind === 'passed-over') {
      passedOver.push(file.path);
      continue;
    }
    for (const checked of file.text.rules) {
      const loadedRule = oneOfItsId(compileLoaded(file.path, checked, options), byId);
      diagnostics.push(...loadedRule.diagnostics);
      rules.push(loadedRule);
    }
  }
  return { rules, diagnostics, passedOver, unreadable };
}

/** What was found at a path: rules, nothing that could be read, or in a folder a file of no rule form. */
export type RuleFile =
  | { readonly kind: 'rules'; readonly path: string; readonly text: LoadedText }
  | { readonly kind: 'unreadable'; readonly path: string; readonly diagnostic: Diagnostic }
  | { readonly kind: 'passed-over'; readonly path: string };

/** Reads every rule file behind the paths, each once, and runs nothing. */
export async function* readRuleFiles(paths: readonly string[]): AsyncGenerator<RuleFile> {
  for await (const path of eachOnce(findFiles(paths))) {
    if (path.kind === 'file' && !path.named && isTestsFile(path.path)) continue;
    const found = read(path);
    if (found.kind === 'unreadable') {
      const diagnostic = unreadablePath(found.path, found.reason, 'RUL001');
      yield { kind: 'unreadable', path: found.path, diagnostic };
      continue;
    }
    const text = loadRuleText(sourceText(found.path, found.text));
    if (text.kind === 'not-a-rule' && !found.named) yield { kind: 'passed-over', path: found.path };
    else yield { kind: 'rules', path: found.path, text };
  }
}

/** Examples beside a rule (rules/rule-tests.ts), which are no rule themselves. */
export function isTestsFile(path: string): boolean {
  return /\.tests\.(toml|json)$/.test(path);
}

/** Of two rules with one id the first runs. */
function oneOfItsId(loaded: LoadedRule, byId: Map<string, Rule>): LoadedRule {
  const { rule, file, diagnostics } = loaded;
  if (rule === undefined) return loaded;
  const first = byId.get(rule.rule_id);
  if (first !== undefined)
    return { kind: 'failed', file, rule, diagnostics: [...diagnostics, sameRuleId(rule, first)] };
  byId.set(rule.rule_id, rule);
  return loaded;
}

type ReadFile =
  | { readonly kind: 'text'; readonly path: string; readonly named: boolean; readonly text: string }
  | Extract<FoundPath, { kind: 'unreadable' }>;

export const NO_TEXT = 'it is neither UTF-8 nor UTF-16 text';

/** Reads a found file. At once: thousands of small files are read in less time than it takes to wait for each. */
function read(found: FoundPath): ReadFile {
  if (found.kind === 'unreadable') return found;
  const { path, named } = found;
  try {
    const text = decodeText(readFileSync(path));
    if (text === undefined) return { kind: 'unreadable', path, reason: NO_TEXT };
    return { kind: 'text', path, named, text };
  } catch (error) {
    return { kind: 'unreadable', path, reason: reasonOf(error) };
  }
}

async function* eachOnce(files: AsyncIterable<FoundPath>): AsyncGenerator<FoundPath> {
  const seen = new Set<string>();
  for await (const found of files) {
    const path = resolve(found.path);
    if (seen.has(path)) continue;
    seen.add(path);
    yield found;
  }
}

/** UTF-8, or UTF-16 with a byte order mark, as Windows tools write it; undefined where it is neither. */
export function decodeText(bytes: Buffer): string | undefined {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    // The byte order mark stays: positions in the file count it.
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function compileLoaded(file: string, loaded: Checked<Rule>, options: RuleOptions): LoadedRule {
  const rule = loaded.value;
  if (rule === undefined) return { kind: 'failed', file, rule, diagnostics: loaded.diagnostics };
  const { value: compiled, diagnostics: found } = compileRule(rule, options);
  const diagnostics = [...withoutAllowed(rule, loaded.diagnostics), ...found];
  const errors = diagnostics.filter(isError);
  if (errors.length === 0 && compiled !== undefined)
    return { kind: 'compiled', file, rule, compiled, diagnostics };
  const isWrong = errors.some(({ code }) => !isUnsupported(code));
  return { kind: isWrong ? 'failed' : 'unsupported', file, rule, diagnostics };
}
