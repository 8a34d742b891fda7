/**
 * Rules as people have them: a TOML file of a rule repository, JSON or NDJSON as Kibana exports it, or the text
 * of a published rule page pasted from a browser. The form is told by the content and never by the name of the
 * file, so that a rule may be piped in or saved under any name.
 *
 *     loadRuleText(sourceText('dllhost.toml', text))
 *     // { kind: 'rules', rules: [{ value: { name: 'Unusual …', type: 'eql', … }, diagnostics: [] }] }
 *
 * This folder knows what rules are and how they are written; not where files lie (app/), nor how a query runs
 * (lang/, engine/). The formats: rule-format.md.
 */
import type { JsonObject } from '../event/json.ts';
import type { Checked } from '../source/diagnostic.ts';
import type { SourceText } from '../source/source-text.ts';
import { loadJsonRules, looksLikeJson } from './load-json.ts';
import { loadPageRule, looksLikePage } from './load-page.ts';
import { loadTomlRule, looksLikeTomlRule } from './load-toml.ts';
import { notARule } from './messages.ts';
import type { Rule } from './rule.ts';

export interface LoadedText {
  /** `not-a-rule`: the text is of no rule form, like a README beside the rules; `rules` then holds one diagnostic that says so. */
  readonly kind: 'rules' | 'not-a-rule';
  /**
   * One for each rule met. A value with errors among its diagnostics is a rule that can be checked further but
   * not run; no value: nothing of it could be read.
   */
  readonly rules: readonly Checked<Rule>[];
  /** What an export holds beside rules, as written: exception lists and items, connectors. */
  readonly others: readonly JsonObject[];
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Loads every rule that a text holds; never throws for what the text says. */
export function loadRuleText(source: SourceText): LoadedText {
  const base = source.text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const text = source.text.slice(base);
  const { rules, others } = contentOf(source, text, base);
  if (rules.length > 0) return { kind: 'rules', rules, others };
  return { kind: 'not-a-rule', rules: [{ diagnostics: [notARule(source)] }], others };
}

function contentOf(source: SourceText, text: string, base: number): Pick<LoadedText, 'rules' | 'others'> {
  if (looksLikeJson(text)) {
    const items = loadJsonRules(source, text, base);
    return {
      rules: items.flatMap(item => (item.kind === 'rule' ? [item.rule] : [])),
      others: items.flatMap(item => (item.kind === 'other' ? [item.value] : [])),
    };
  }
  if (looksLikeTomlRule(text)) return { rules: [loadTomlRule(source, text, base)], others: [] };
  if (looksLikePage(text)) return { rules: [loadPageRule(source, text, base)], others: [] };
  return { rules: [], others: [] };
}
