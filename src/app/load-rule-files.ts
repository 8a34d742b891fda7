import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CompiledRule, compileRule, type RuleOptions } from '../rules/compile-rule.ts';
import { loadRuleText } from '../rules/load-rules.ts';
import type { Rule } from '../rules/rule.ts';
import { isUnsupported } from '../source/codes/index.ts';
import { type Checked, type Diagnostic, isError } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { type FoundPath, findFiles, reasonOf } from './find-files.ts';
import { sameRuleId, unreadablePath } from './messages.ts';

/** A rule as it came out of its file: ready to run, right but not run by this version, or wrong. */
export type LoadedRule =
  | { readonly kind: 'compiled'; readonly file: string; readonly rule: Rule; readonly compiled: CompiledRule }
  | { readonly kind: 'unsupported'; readonly file: string; readonly rule: Rule }
  | { readonly kind: 'failed'; readonly file: string; readonly rule: Rule | undefined };

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
  for await (const path of eachOnce(findFiles(paths))) {
    const found = read(path);
    if (found.kind === 'unreadable') {
      unreadable.push(found.path);
      diagnostics.push(unreadablePath(found.path, found.reason, 'RUL001'));
      continue;
    }
    const loaded = loadRuleText(sourceText(found.path, found.text));
    if (loaded.kind === 'not-a-rule' && !found.named) {
      passedOver.push(found.path);
      continue;
    }
    for (const checked of loaded.rules) {
      diagnostics.push(...checked.diagnostics);
      const loadedRule = compileLoaded(found.path, checked, options, diagnostics);
      const { rule } = loadedRule;
      const first = rule === undefined ? undefined : byId.get(rule.rule_id);
      if (rule !== undefined && first !== undefined) {
        diagnostics.push(sameRuleId(rule, first));
        rules.push({ kind: 'failed', file: found.path, rule });
        continue;
      }
      if (rule !== undefined) byId.set(rule.rule_id, rule);
      rules.push(loadedRule);
    }
  }
  return { rules, diagnostics, passedOver, unreadable };
}

type ReadFile =
  | { readonly kind: 'text'; readonly path: string; readonly named: boolean; readonly text: string }
  | Extract<FoundPath, { kind: 'unreadable' }>;

/** Reads a found file. At once: thousands of small files are read in less time than it takes to wait for each. */
function read(found: FoundPath): ReadFile {
  if (found.kind === 'unreadable') return found;
  const { path, named } = found;
  try {
    const text = decodeText(readFileSync(path));
    if (text === undefined)
      return { kind: 'unreadable', path, reason: 'it is neither UTF-8 nor UTF-16 text' };
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

function compileLoaded(
  file: string,
  loaded: Checked<Rule>,
  options: RuleOptions,
  diagnostics: Diagnostic[],
): LoadedRule {
  const rule = loaded.value;
  if (rule === undefined) return { kind: 'failed', file, rule };
  const { value: compiled, diagnostics: found } = compileRule(rule, options);
  diagnostics.push(...found);
  const errors = [...loaded.diagnostics, ...found].filter(isError);
  if (errors.length === 0 && compiled !== undefined) return { kind: 'compiled', file, rule, compiled };
  const isSupported = errors.some(({ code }) => !isUnsupported(code));
  return isSupported ? { kind: 'failed', file, rule } : { kind: 'unsupported', file, rule };
}
