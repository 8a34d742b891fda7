import { readFile } from 'node:fs/promises';
import { type CompiledRule, compileRule } from '../rules/compile-rule.ts';
import { loadRuleText } from '../rules/load-rules.ts';
import type { Rule } from '../rules/rule.ts';
import { isUnsupported } from '../source/codes/index.ts';
import { type Checked, type Diagnostic, isError } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { findFiles, reasonOf } from './find-files.ts';
import { unreadablePath } from './messages.ts';

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
 * is told, and it counts as a failed rule.
 */
export async function loadRuleFiles(paths: readonly string[]): Promise<LoadedRules> {
  const rules: LoadedRule[] = [];
  const diagnostics: Diagnostic[] = [];
  const passedOver: string[] = [];
  const unreadable: string[] = [];
  for await (const found of findFiles(paths)) {
    if (found.kind === 'unreadable') {
      unreadable.push(found.path);
      diagnostics.push(unreadablePath(found.path, found.reason, 'RUL001'));
      continue;
    }
    let text: string;
    try {
      text = await readFile(found.path, 'utf8');
    } catch (error) {
      unreadable.push(found.path);
      diagnostics.push(unreadablePath(found.path, reasonOf(error), 'RUL001'));
      continue;
    }
    const loaded = loadRuleText(sourceText(found.path, text));
    if (loaded.kind === 'not-a-rule' && !found.named) {
      passedOver.push(found.path);
      continue;
    }
    for (const checked of loaded.rules) {
      diagnostics.push(...checked.diagnostics);
      rules.push(compileLoaded(found.path, checked, diagnostics));
    }
  }
  return { rules, diagnostics, passedOver, unreadable };
}

function compileLoaded(file: string, loaded: Checked<Rule>, diagnostics: Diagnostic[]): LoadedRule {
  const rule = loaded.value;
  if (rule === undefined) return { kind: 'failed', file, rule };
  const { value: compiled, diagnostics: found } = compileRule(rule);
  diagnostics.push(...found);
  const errors = [...loaded.diagnostics, ...found].filter(isError);
  if (errors.length === 0 && compiled !== undefined) return { kind: 'compiled', file, rule, compiled };
  const isSupported = errors.some(({ code }) => !isUnsupported(code));
  return isSupported ? { kind: 'failed', file, rule } : { kind: 'unsupported', file, rule };
}
