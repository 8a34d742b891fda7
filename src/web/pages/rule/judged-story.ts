/** How often people found that a rule was right. Pure. */
import type { Judged } from '../../../api/exception-trial.ts';

export interface JudgedStory {
  readonly sentence: string;
  /** Of each month: how much of what was judged was malicious, from 0 to 1; undefined where nothing was. */
  readonly shares: readonly (number | undefined)[];
}

export function judgedStory(months: readonly Judged[]): JudgedStory {
  const sum = (count: (month: Judged) => number): number =>
    months.reduce((all, month) => all + count(month), 0);
  const [malicious, harmless, unjudged] = [
    sum(month => month.malicious),
    sum(month => month.harmless),
    sum(month => month.unjudged),
  ];
  const share = shareOf({ malicious, harmless });
  const rest = unjudged === 0 ? '' : ` ${unjudged.toLocaleString('en')} were never judged.`;
  return {
    sentence:
      share === undefined
        ? 'Nobody has judged its alerts yet.'
        : `${harmless.toLocaleString('en')} harmless, ${malicious.toLocaleString('en')} malicious: of 100 that were judged, ${Math.round(share * 100)} were right.${rest}`,
    shares: months.map(shareOf),
  };
}

function shareOf({ harmless, malicious }: Pick<Judged, 'harmless' | 'malicious'>): number | undefined {
  return harmless + malicious === 0 ? undefined : malicious / (harmless + malicious);
}
