/** A hunt as it stands in the address: `lang`, `q`, `from`, `to`, `cols`, `open`, `tree`. */
import { instantOf, rangeOf } from '../../frame/url-state.ts';
import type { QueryLanguage } from '../../parts/query-filter.ts';
import type { EventQuestion } from '../../server/hunt.ts';
import type { HuntStep } from './hunt-steps.ts';

/** What is asked where the address says nothing: every event. */
const EVERYTHING: { readonly [language in QueryLanguage]: string } = {
  eql: 'any where true',
  kql: '',
};
const USUAL_FROM = 'now-24h';

export function huntStepOf(params: URLSearchParams): HuntStep {
  const language = params.get('lang') === 'kql' ? 'kql' : 'eql';
  return { language, query: params.get('q') ?? EVERYTHING[language], ...rangeOf(params, USUAL_FROM) };
}

/** The values of the address for a step; `open` goes, as its event need not be among what is found. */
export function addressOfStep({ from, language, query, to }: HuntStep): {
  readonly [name: string]: string | undefined;
} {
  return {
    lang: language,
    q: query === EVERYTHING[language] ? undefined : query,
    from: from === USUAL_FROM ? undefined : from,
    to: to === 'now' ? undefined : to,
    open: undefined,
  };
}

/** With times that do not move, where they are of those that the screens know. */
export function questionOf({ from, language, query, to }: HuntStep, nowMs: number): EventQuestion {
  const fixed = (text: string): string => {
    const ms = instantOf(text, nowMs);
    return ms === undefined ? text : new Date(ms).toISOString();
  };
  return { language, query, from: fixed(from), to: fixed(to) };
}

export function columnsOf(params: URLSearchParams): readonly string[] {
  return (params.get('cols') ?? '').split(',').filter(name => name !== '');
}
