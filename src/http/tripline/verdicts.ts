/** What people say of alerts when they close them, in our words and in Elastic's, which is what alerts hold. */
import type { Verdict } from '../../api/acts.ts';
import type { Judged } from '../../api/exception-trial.ts';

export const REASON_KEY = 'kibana.alert.workflow_reason';

const REASONS: { readonly [K in Verdict]: string } = {
  malicious: 'true_positive',
  expected: 'benign_positive',
  'rule-wrong': 'false_positive',
  duplicate: 'duplicate',
  unknown: 'other',
};
const VERDICTS: ReadonlyMap<string, string> = new Map(
  Object.entries(REASONS).map(([verdict, reason]) => [reason, verdict]),
);

export function reasonOfVerdict(verdict: Verdict): string {
  return REASONS[verdict];
}

/** The verdict, or the reason as another client wrote it. */
export function verdictOfReason(reason: string): string {
  return VERDICTS.get(reason) ?? reason;
}

export function judgementOf(reason: unknown): keyof Judged {
  if (reason === REASONS.malicious) return 'malicious';
  return reason === REASONS.expected || reason === REASONS['rule-wrong'] ? 'harmless' : 'unjudged';
}
