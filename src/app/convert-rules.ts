/**
 * `tripline rules convert`: rules from one form to another. Nothing is compiled, so that a rule which does not run
 * here, or is wrong, is converted as it stands; what a form cannot hold is told and never dropped unsaid.
 */
import type { JsonObject } from '../event/json.ts';
import type { Rule } from '../rules/rule.ts';
import { jsonDocument, leftBehind, type SavedFormat, saveRule } from '../rules/save-rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { readRuleFiles } from './load-rule-files.ts';

export interface RulesToConvert {
  readonly rules: readonly Rule[];
  /** What the exports among the files hold beside rules. */
  readonly others: readonly JsonObject[];
  readonly diagnostics: readonly Diagnostic[];
  /** Rules of which nothing could be read. */
  readonly unread: number;
  readonly passedOver: number;
  readonly unreadable: number;
}

export async function readRulesToConvert(paths: readonly string[]): Promise<RulesToConvert> {
  const rules: Rule[] = [];
  const others: JsonObject[] = [];
  const diagnostics: Diagnostic[] = [];
  let unread = 0;
  let passedOver = 0;
  let unreadable = 0;
  for await (const file of readRuleFiles(paths)) {
    switch (file.kind) {
      case 'unreadable':
        unreadable++;
        diagnostics.push(file.diagnostic);
        break;
      case 'passed-over':
        passedOver++;
        break;
      case 'rules':
        others.push(...file.text.others);
        for (const { value, diagnostics: said } of file.text.rules) {
          diagnostics.push(...said);
          if (value === undefined) unread++;
          else rules.push(value);
        }
        break;
    }
  }
  return { rules, others, diagnostics, unread, passedOver, unreadable };
}

/** All rules in one text: a TOML file of one rule, a JSON document (of several rules a list), or a line each. */
export function rulesInOneText({ rules, others }: RulesToConvert, format: SavedFormat): string {
  const [first] = rules;
  if (format === 'ndjson')
    return [...rules.map(jsonDocument), ...others].map(document => `${JSON.stringify(document)}\n`).join('');
  if (first !== undefined && rules.length === 1 && (format === 'toml' || others.length === 0))
    return saveRule(first, format);
  return `${JSON.stringify([...rules.map(jsonDocument), ...others], undefined, 2)}\n`;
}

export interface NamedText {
  /** The name of the file, without a folder. */
  readonly name: string;
  readonly text: string;
}

/**
 * A file for each rule, called as the one it came from where that held no other rule, else by the rule's name;
 * of two that would be called alike, the second has its id in its name.
 */
export function* rulesInFiles({ rules }: RulesToConvert, format: SavedFormat): Generator<NamedText> {
  const rulesPerFile = new Map<string, number>();
  for (const { origin } of rules)
    rulesPerFile.set(origin.source.name, (rulesPerFile.get(origin.source.name) ?? 0) + 1);
  const taken = new Set<string>();
  for (const rule of rules) {
    const isAlone = rulesPerFile.get(rule.origin.source.name) === 1;
    const stem = isAlone ? stemOf(rule.origin.source.name) : slugOf(rule.name);
    const candidates = [stem, `${stem}-${slugOf(rule.rule_id)}`];
    let name = candidates.find(candidate => candidate !== '' && !taken.has(candidate.toLowerCase()));
    for (let count = 2; name === undefined; count++)
      if (!taken.has(`${stem}-${count}`.toLowerCase())) name = `${stem}-${count}`;
    taken.add(name.toLowerCase());
    yield { name: `${name}.${format}`, text: saveRule(rule, format) };
  }
}

function stemOf(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return name.replace(/\.(toml|json|ndjson|txt|md)$/i, '');
}

/** `Unusual Process via "rundll32"` -> `unusual_process_via_rundll32`, as rule files are called. */
export function slugOf(text: string): string {
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}-]+/gu, '_');
  return words.replace(/^_+|_+$/g, '').slice(0, LONGEST_NAME);
}

const LONGEST_NAME = 120;

/** What the form does not hold, each thing with the number of rules that had it. */
export function leftBehindBy(rules: readonly Rule[], format: SavedFormat): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const rule of rules)
    for (const what of leftBehind(rule, format)) counts.set(what, (counts.get(what) ?? 0) + 1);
  return counts;
}
