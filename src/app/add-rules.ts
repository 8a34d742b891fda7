/**
 * `tripline rules add`: takes the rules of a checkout or an export into the folder of a server, and later their newer
 * versions, without losing what was changed here. Beside the rules lies what they were taken over as:
 *
 *     rules/windows/dllhost.toml           the rule as it runs, free to be edited
 *     rules/.added/windows/dllhost.toml    as it was added: the base of the next comparison
 *
 * An untouched rule is replaced by the newer file, byte for byte. One that was changed here is merged key by key
 * (rules/merge-rules.ts) and written anew. A rule that was removed here stays removed; one that is not in the new set
 * any more stays, and is told.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { type MergedKey, mergeRules } from '../rules/merge-rules.ts';
import type { Rule } from '../rules/rule.ts';
import { saveRule } from '../rules/save-rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { slugOf } from './convert-rules.ts';
import { readRuleFiles } from './load-rule-files.ts';

const ADDED = '.added';

/** What becomes, or became, of a rule. */
export interface AddedRule {
  readonly ruleId: string;
  readonly name: string;
  /** Within the folder. */
  readonly file: string;
  readonly outcome:
    | 'added'
    | 'updated'
    | 'merged'
    | 'conflict'
    | 'same'
    | 'removed-here'
    | 'not-ours'
    | 'gone';
  /** Of merged ones and conflicts. */
  readonly keys: readonly MergedKey[];
  readonly fromVersion: number | undefined;
  readonly toVersion: number | undefined;
}

export interface AddedRules {
  readonly rules: readonly AddedRule[];
  readonly diagnostics: readonly Diagnostic[];
  readonly unread: number;
  readonly passedOver: number;
  readonly unreadable: number;
}

interface RuleText {
  readonly rule: Rule;
  /** Within the folder or the path that was given. */
  readonly file: string;
  readonly text: string;
}

export async function addRules(
  paths: readonly string[],
  folder: string,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<AddedRules> {
  const offered = await readTexts(paths);
  const current = byId((await readTexts([folder], { isOptional: true })).texts);
  const base = byId((await readTexts([join(folder, ADDED)], { isOptional: true })).texts);
  const rules: AddedRule[] = [];
  const taken = new Set<string>([...current.values(), ...base.values()].map(({ file }) => file));
  for (const target of byId(offered.texts).values()) {
    const { rule_id } = target.rule;
    const step = decide(target, current.get(rule_id), base.get(rule_id), taken);
    rules.push(step.told);
    taken.add(step.told.file);
    if (isDryRun) continue;
    if (step.text !== undefined) await writeWhole(join(folder, step.told.file), step.text);
    if (step.isBase) await writeWhole(join(folder, ADDED, step.told.file), target.text);
  }
  const ids = new Set(offered.texts.map(({ rule }) => rule.rule_id));
  for (const { file, rule } of base.values())
    if (!ids.has(rule.rule_id) && current.has(rule.rule_id))
      rules.push(told(rule, file, 'gone', rule.version));
  return { ...offered, rules };
}

interface Decided {
  readonly told: AddedRule;
  /** To be written; undefined: the file stays as it is. */
  readonly text?: string;
  /** What is offered is the base of the next comparison. */
  readonly isBase: boolean;
}

function decide(
  target: RuleText,
  current: RuleText | undefined,
  base: RuleText | undefined,
  taken: ReadonlySet<string>,
): Decided {
  const { rule, text } = target;
  if (current === undefined) {
    if (base !== undefined)
      return { told: told(rule, base.file, 'removed-here', base.rule.version), isBase: false };
    return { told: told(rule, freeName(target.file, rule, taken), 'added', undefined), text, isBase: true };
  }
  const { file, rule: ours } = current;
  if (base === undefined) {
    const isSame = current.text === text;
    return { told: told(rule, file, isSame ? 'same' : 'not-ours', ours.version), isBase: isSame };
  }
  const from = base.rule.version;
  if (base.text === text) return { told: told(rule, file, 'same', from), isBase: false };
  if (current.text === base.text) return { told: told(rule, file, 'updated', from), text, isBase: true };
  const { keys, written } = mergeRules(base.rule.origin.written, ours.origin.written, rule.origin.written);
  // Which file the rule came in says when it was made and for which systems: that is the target's.
  const merged: Rule = { ...rule, origin: { ...rule.origin, written } };
  const outcome = keys.some(key => key.outcome === 'conflict') ? 'conflict' : 'merged';
  const isWhole = keys.some(({ key }) => key === 'type');
  return {
    told: { ...told(rule, file, outcome, from), keys },
    ...(isWhole ? {} : { text: saveRule(merged) }),
    isBase: !isWhole,
  };
}

function told(
  { name, rule_id, version }: Rule,
  file: string,
  outcome: AddedRule['outcome'],
  fromVersion: number | undefined,
): AddedRule {
  const toVersion = outcome === 'gone' ? undefined : version;
  return { ruleId: rule_id, name, file, outcome, keys: [], fromVersion, toVersion };
}

/** Two checkouts may each have a file of one name. */
function freeName(file: string, { rule_id }: Rule, taken: ReadonlySet<string>): string {
  if (!taken.has(file)) return file;
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}-${slugOf(rule_id)}${extension}`;
}

function byId(texts: readonly RuleText[]): ReadonlyMap<string, RuleText> {
  const found = new Map<string, RuleText>();
  for (const text of texts) if (!found.has(text.rule.rule_id)) found.set(text.rule.rule_id, text);
  return found;
}

/** Each rule with the text of a file of its own; a rule of a file of several is saved into one. */
async function readTexts(
  paths: readonly string[],
  { isOptional = false } = {},
): Promise<Omit<AddedRules, 'rules'> & { readonly texts: readonly RuleText[] }> {
  const texts: RuleText[] = [];
  const diagnostics: Diagnostic[] = [];
  let unread = 0;
  let passedOver = 0;
  let unreadable = 0;
  for (const path of paths) {
    for await (const found of readRuleFiles([path])) {
      if (found.kind === 'passed-over') passedOver++;
      else if (found.kind === 'unreadable') {
        if (isOptional) continue;
        unreadable++;
        diagnostics.push(found.diagnostic);
      } else {
        const { rules } = found.text;
        const file = relative(path, found.path) || (found.path.split(/[\\/]/).at(-1) ?? found.path);
        for (const { diagnostics: said, value } of rules) {
          diagnostics.push(...said);
          if (value === undefined) unread++;
          else if (rules.length === 1) texts.push({ rule: value, file, text: value.origin.source.text });
          else
            texts.push({ rule: value, file: join(dirname(file), fileNameOf(value)), text: saveRule(value) });
        }
      }
    }
  }
  return { texts, diagnostics, unread, passedOver, unreadable };
}

function fileNameOf({ name, origin, rule_id }: Rule): string {
  return `${slugOf(name) || slugOf(rule_id)}.${origin.format === 'json' ? 'json' : 'toml'}`;
}

/** A server may read the folder at any moment: it sees the old file or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const half = join(dirname(path), `.${process.pid}.half`);
  await writeFile(half, text);
  await rename(half, path);
}
