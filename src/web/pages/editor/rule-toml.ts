/** A rule as the TOML of a rule file, and back: by what reads and writes rule files everywhere. */
import type { JsonObject } from '../../../event/json.ts';
import { fileTablesOf } from '../../../rules/file-tables.ts';
import { loadRuleText } from '../../../rules/load-rules.ts';
import { readRule } from '../../../rules/read-rule.ts';
import { jsonDocument, saveRule } from '../../../rules/save-rule.ts';
import type { Diagnostic } from '../../../source/diagnostic.ts';
import { type DiagnosticJson, diagnosticJson } from '../../../source/render-json.ts';
import { sourceText } from '../../../source/source-text.ts';

export interface TomlRule {
  /** Undefined where the text is no rule. */
  readonly rule: JsonObject | undefined;
  /** About how the rule is written; its query is looked at elsewhere. */
  readonly problems: readonly DiagnosticJson[];
}

/** @param rule the keys of the rule API */
export function tomlOf(rule: JsonObject): string {
  const places = { find: () => undefined, toFile: (_path: unknown, offset: number) => offset };
  const query = typeof rule['query'] === 'string' ? rule['query'] : '';
  const source = sourceText('rule', query);
  const { value } = readRule({ format: 'json', source, written: rule, places, ...fileTablesOf(rule) });
  // A faulty rule is read with stand-ins for what is faulty, so that there always is one to write.
  return value === undefined ? '' : saveRule(value, 'toml');
}

export function ruleOfToml(text: string): TomlRule {
  const [first, ...others] = loadRuleText(sourceText('rule', text)).rules;
  const diagnostics: readonly Diagnostic[] = first?.diagnostics ?? [];
  const problems = diagnostics.map(diagnosticJson);
  if (first?.value === undefined || others.length > 0) return { rule: undefined, problems };
  return { rule: jsonDocument(first.value), problems };
}
