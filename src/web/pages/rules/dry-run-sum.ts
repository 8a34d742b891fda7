/** What many rules together would have told. Pure. */
import type { RulesDryRun } from '../../../api/rules-overview.ts';

type DryRule = RulesDryRun['rules'][number];

export interface DryRunSum {
  readonly perDay: number;
  /** Of how many there was no time for all of the window. */
  readonly partial: number;
  /** Those with alerts, the loudest first. */
  readonly loudest: readonly DryRule[];
  /** Why some were not tried, the most frequent reason first. */
  readonly problems: readonly { readonly problem: string; readonly count: number }[];
}

export function sumOf(rules: readonly DryRule[]): DryRunSum {
  const problems = new Map<string, number>();
  for (const { problem } of rules)
    if (problem !== undefined) problems.set(problem, (problems.get(problem) ?? 0) + 1);
  return {
    perDay: rules.reduce((sum, { perDay }) => sum + perDay, 0),
    partial: rules.filter(({ isPartial, problem }) => isPartial && problem === undefined).length,
    loudest: rules.filter(({ alerts }) => alerts > 0).sort((a, b) => b.perDay - a.perDay),
    problems: [...problems].map(([problem, count]) => ({ problem, count })).sort((a, b) => b.count - a.count),
  };
}

/** `no alerts`, `less than 1 alert a day`, `~3 alerts a day` */
export function perDayText(perDay: number): string {
  if (perDay === 0) return 'no alerts';
  if (perDay < 0.95)
    return `~${Math.max(1, Math.round(perDay * 7))} alerts a week`.replace('~1 alerts', '~1 alert');
  const rounded = Math.round(perDay);
  return `~${rounded.toLocaleString('en')} alert${rounded === 1 ? '' : 's'} a day`;
}
