import { readRuleBody } from '../../src/detect/read-rule-body.ts';
import type { BookRule } from '../../src/detect/rule-book.ts';
import type { JsonObject } from '../../src/event/json.ts';

/** A stored rule, made by API and never changed. */
export function bookRuleOf(body: JsonObject): BookRule {
  const { rule, diagnostics, ...read } = readRuleBody(body, { lints: false });
  if (rule === undefined) throw new Error(`this is no rule: ${diagnostics.map(({ message }) => message)}`);
  return {
    ...{
      id: `id-of-${rule.rule_id}`,
      rule,
      body,
      diagnostics,
      isEnabled: true,
      file: undefined,
      revision: 0,
    },
    compiled: 'compiled' in read ? read.compiled : undefined,
    ...{ createdAtMs: 0, createdBy: 'test', updatedAtMs: 0, updatedBy: 'test' },
  };
}
