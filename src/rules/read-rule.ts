/**
 * From what was written to the typed rule. All formats end here: a loader finds the keys and their places, and
 * this file reads them by the table of rule-fields.ts, the same way for TOML, JSON and page text.
 *
 * `{ severity: 'hgih', … }` gives a rule all the same, with a stand-in severity and an error: so that its query
 * can be checked too and all mistakes of a file show at once.
 */
import { nearest } from '../base/did-you-mean.ts';
import type { JsonObject } from '../event/json.ts';
import type { Checked, Diagnostic } from '../source/diagnostic.ts';
import { type SourceText, sourceText } from '../source/source-text.ts';
import type { Problem } from './field-readers.ts';
import type { KeyPlaces } from './key-places.ts';
import { missingKey, unknownKey, wrongValue } from './messages.ts';
import type { Rule, RuleFields, RuleOrigin } from './rule.ts';
import { extraKeys, modelKeys, type RuleField } from './rule-fields.ts';
import { ruleIdOf } from './rule-id.ts';

/** What a loader found: the keys with their values, and where they stand. */
export interface WrittenRule extends Omit<RuleOrigin, 'query'> {
  readonly places: KeyPlaces;
}

/**
 * Reads the keys of a rule. A rule with errors among its diagnostics is fit to be checked further and shown,
 * not to be run; without a readable `type` there is no rule at all. Keys nobody reads are warned of and kept.
 */
export function readRule(written: WrittenRule): Checked<Rule> {
  const problems: Problem[] = [];
  const diagnostics: Diagnostic[] = [];
  const fields: { [key: string]: unknown } = {};
  for (const [key, field] of Object.entries<RuleField<unknown>>(modelKeys)) {
    const value = written.written[key];
    // Kibana writes null for what is not set.
    if (value !== undefined && value !== null) fields[key] = field.read(value, [key], problems);
    else if (field.required) diagnostics.push(missingKey(written, key, field.means));
    if (fields[key] === undefined && field.fallback !== undefined) fields[key] = field.fallback;
    if (fields[key] === undefined) delete fields[key];
  }
  const extra = readExtra(written, problems, diagnostics);
  diagnostics.push(...problems.map(problem => wrongValue(written, problem)));
  const hasType =
    !problems.some(({ path: [key] }) => key === 'type') && written.written['type'] !== undefined;
  if (!hasType) return { diagnostics };
  fields['rule_id'] ??= ruleIdOf(String(fields['name']));
  // The table is typed by RuleFields: every key was read by the reader of its type, or has its fallback.
  const read = fields as unknown as RuleFields;
  return { value: { ...read, extra, origin: originOf(written, read.query) }, diagnostics };
}

function readExtra(written: WrittenRule, problems: Problem[], diagnostics: Diagnostic[]): JsonObject {
  const extra = Object.entries(written.written).filter(([key]) => !Object.hasOwn(modelKeys, key));
  for (const [key, value] of extra) {
    const known = Object.hasOwn(extraKeys, key) ? extraKeys[key] : undefined;
    if (known === undefined) diagnostics.push(unknownKey(written, [key], nearestKey(key)));
    else if (value !== null) known.read(value, [key], problems);
  }
  return Object.fromEntries(extra);
}

function nearestKey(key: string): string | undefined {
  return nearest(key, [...Object.keys(modelKeys), ...Object.keys(extraKeys)]);
}

function originOf(written: WrittenRule, query: string | undefined): RuleOrigin {
  if (query === undefined) return written;
  return { ...written, query: placedQuery(written.source, written.places, query) };
}

function placedQuery(source: SourceText, places: KeyPlaces, query: string): SourceText {
  return sourceText(source.name, query, { source, toHost: offset => places.toFile(['query'], offset) });
}
