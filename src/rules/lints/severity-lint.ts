import { severityAndRiskDisagree } from '../messages.ts';
import type { RuleSeverity } from '../rule.ts';
import type { RuleLint } from './rule-lint.ts';

/** Kibana's bands: what its form sets for a severity (21, 47, 73, 99) is the upper end of each. */
const BANDS: readonly (readonly [upTo: number, severity: RuleSeverity])[] = [
  [21, 'low'],
  [47, 'medium'],
  [73, 'high'],
  [100, 'critical'],
];

export const severityLint: RuleLint = rule => {
  const { severity, risk_score } = rule.origin.written;
  // Of a value that could not be read another one stands in.
  if (severity !== rule.severity || risk_score !== rule.risk_score) return [];
  const [upTo, fitting] = BANDS.find(([most]) => rule.risk_score <= most) ?? [100, 'critical'];
  if (fitting === rule.severity) return [];
  const at = BANDS.findIndex(([most]) => most === upTo);
  const from = (BANDS[at - 1]?.[0] ?? -1) + 1;
  return [severityAndRiskDisagree(rule, `${from} to ${upTo}`, fitting)];
};
