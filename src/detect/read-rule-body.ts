/**
 * A rule as the API has it, a JSON object, becomes the rule that files become too, and back. What is said about its
 * query stands at line and column of the query: nobody has the text of the body before him.
 */
import type { JsonObject } from '../event/json.ts';
import { withoutAllowed } from '../rules/allowed-warnings.ts';
import { type CompiledRule, compileRule, type RuleOptions } from '../rules/compile-rule.ts';
import { fileTablesOf } from '../rules/file-tables.ts';
import { readRule } from '../rules/read-rule.ts';
import type { Rule } from '../rules/rule.ts';
import { jsonDocument } from '../rules/save-rule.ts';
import { isUnsupported } from '../source/codes/index.ts';
import { type Checked, type Diagnostic, isError } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';

/** A rule, and whether it runs. */
export interface ReadRule {
  readonly rule: Rule;
  /** Undefined: it does not run, for the errors among the diagnostics. */
  readonly compiled: CompiledRule | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is wrong with the body itself, so that there is no such rule; its query is not looked at. */
export interface FaultyBody {
  readonly rule: undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function readRuleBody(body: JsonObject, options: RuleOptions): ReadRule | FaultyBody {
  const text = typeof body['query'] === 'string' ? body['query'] : '';
  const source = sourceText('query', text);
  const places = { find: () => undefined, toFile: (_path: unknown, offset: number) => offset };
  const { value, diagnostics } = readRule({
    format: 'json',
    source,
    written: body,
    places,
    ...fileTablesOf(body),
  });
  if (value === undefined || diagnostics.some(isError)) return { rule: undefined, diagnostics };
  // Without places every key is said by its name, and each query of the rule is a text of its own.
  const { places: _, query: __, ...origin } = value.origin;
  return (
    compileRead({ value: { ...value, origin }, diagnostics }, options) ?? { rule: undefined, diagnostics }
  );
}

/** Compiles what a loader read; undefined where it read no rule. */
export function compileRead(
  { diagnostics: read, value: rule }: Checked<Rule>,
  options: RuleOptions,
): ReadRule | undefined {
  if (rule === undefined) return undefined;
  const { diagnostics: said, value } = compileRule(rule, options);
  const diagnostics = [...withoutAllowed(rule, read), ...said];
  return { rule, compiled: diagnostics.some(isError) ? undefined : value, diagnostics };
}

/** Whether the rule is right and merely asks for what this version does not run. */
export function isMerelyUnsupported({ compiled, diagnostics }: ReadRule): boolean {
  return compiled === undefined && diagnostics.filter(isError).every(({ code }) => isUnsupported(code));
}

/** The keys of a rule as the API spells them, from whatever file they came. */
export function bodyOf(rule: Rule): JsonObject {
  const document = rule.origin.format === 'json' ? rule.origin.written : jsonDocument(rule);
  return document['rule_id'] === undefined ? { ...document, rule_id: rule.rule_id } : document;
}
