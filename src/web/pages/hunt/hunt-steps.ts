/** The way of a hunt: each query that was run, in order, so that one can go back and forth along it. */
import type { QueryLanguage } from '../../parts/query-filter.ts';

export interface HuntStep {
  readonly language: QueryLanguage;
  readonly query: string;
  readonly from: string;
  readonly to: string;
}

export interface HuntTrail {
  readonly steps: readonly HuntStep[];
  /** Where one stands; -1 before the first. */
  readonly at: number;
}

export const NO_TRAIL: HuntTrail = { steps: [], at: -1 };
const MOST = 50;

/** At a step that the trail has, only the place changes; a new one cuts off what was ahead. */
export function trailAt({ at, steps }: HuntTrail, step: HuntStep): HuntTrail {
  const nearest = steps
    .flatMap((one, index) => (isSame(one, step) ? [index] : []))
    .sort((a, b) => Math.abs(a - at) - Math.abs(b - at))[0];
  if (nearest !== undefined) return { at: nearest, steps };
  const kept = [...steps.slice(0, at + 1), step].slice(-MOST);
  return { at: kept.length - 1, steps: kept };
}

function isSame(a: HuntStep, b: HuntStep): boolean {
  return a.language === b.language && a.query === b.query && a.from === b.from && a.to === b.to;
}

const MOST_SHOWN = 48;

/** What a step changed against the one before: the condition that it added, the time, or else the whole query. */
export function stepLabel(before: HuntStep | undefined, { from, language, query, to }: HuntStep): string {
  if (before?.query === query && before.language === language) return `${from} to ${to}`;
  const old = before?.query.trim() ?? '';
  const rest =
    old !== '' && query.startsWith(old) ? query.slice(old.length).replace(/^\s*and\s+/, '') : query;
  const text = rest.replaceAll(/\s+/g, ' ').trim();
  if (text === '') return 'all events';
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
