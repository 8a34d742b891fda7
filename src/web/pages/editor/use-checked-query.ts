/** What is wrong with the query of the rule, whichever tab is open. */
import { useEffect, useState } from 'react';
import type { QueryProblem } from '../../editor/check-query.ts';
import { problemsOf } from '../../editor/query-checks.ts';
import type { QueryLanguage } from '../../editor/query-language.ts';

export interface CheckedQuery {
  readonly language: QueryLanguage | undefined;
  /** That was checked: the query of a moment ago, perhaps. */
  readonly text: string;
  readonly problems: readonly QueryProblem[];
}

const QUIET_MS = 60;

/** @param language undefined: nobody here can check it */
export function useCheckedQuery(language: QueryLanguage | undefined, text: string): CheckedQuery {
  const [checked, setChecked] = useState<CheckedQuery>({ language: undefined, text: '', problems: [] });
  useEffect(() => {
    if (language === undefined) return;
    let isWanted = true;
    const timer = setTimeout(async () => {
      const problems = await problemsOf(language, text);
      if (isWanted) setChecked({ language, text, problems });
    }, QUIET_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [language, text]);
  return checked;
}
