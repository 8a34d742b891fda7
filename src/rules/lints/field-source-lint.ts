import { fieldsOfPlan } from '../../plan/fields-read.ts';
import { fieldWithoutSource } from '../messages.ts';
import { fieldSources, knownIndices } from './known-sources.ts';
import type { RuleLint } from './rule-lint.ts';

/** A field of one vendor in a rule that reads only the indices of others: the condition never finds a value. */
export const fieldSourceLint: RuleLint = (rule, plan) => {
  const patterns = (rule.index ?? []).flatMap(text => text.split(',').map(pattern => pattern.trim()));
  if (patterns.length === 0 || !patterns.every(pattern => begins(pattern, knownIndices))) return [];
  // A schema that types the field says that it is there.
  const fields = fieldsOfPlan(plan).filter(({ type }) => type === 'unknown');
  return fields.flatMap(({ path }) => {
    const [, indices] = fieldSources.find(([start]) => path.startsWith(start)) ?? [];
    if (indices === undefined || patterns.some(pattern => couldBegin(pattern, indices))) return [];
    return [fieldWithoutSource(rule.origin, path, indices)];
  });
};

function begins(pattern: string, starts: readonly string[]): boolean {
  return starts.some(start => pattern.startsWith(start));
}

/** Whether some index that the pattern takes in begins like one of these. */
function couldBegin(pattern: string, starts: readonly string[]): boolean {
  const [fixed = ''] = pattern.split('*');
  return starts.some(start => fixed.startsWith(start) || (pattern.includes('*') && start.startsWith(fixed)));
}
