/** What a screen shows stands in its address, so that reload, back and a colleague see the same. */
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** `undefined` or an empty text takes one away. `push` makes a step that Back undoes. */
export type SetUrl = (
  values: { readonly [name: string]: string | undefined },
  options?: { readonly push?: boolean },
) => void;

export function useUrlState(): readonly [params: URLSearchParams, set: SetUrl] {
  const [params, setParams] = useSearchParams();
  const set: SetUrl = useCallback(
    (values, { push = false } = {}) => {
      setParams(
        before => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(values))
            if (value === undefined || value === '') after.delete(name);
            else after.set(name, value);
          return after;
        },
        { replace: !push },
      );
    },
    [setParams],
  );
  return [params, set];
}

/** A stretch of time as it stands in the address: date math such as `now-24h`, or ISO 8601. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

export function rangeOf(params: URLSearchParams, usualFrom = 'now-24h'): TimeRange {
  return { from: params.get('from') ?? usualFrom, to: params.get('to') ?? 'now' };
}

const UNITS: { readonly [unit: string]: number } = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds since 1970 of `now`, `now-15m` or ISO 8601; undefined for what is neither. */
export function instantOf(text: string, nowMs: number): number | undefined {
  const relative = /^now(?:([+-])(\d+)([smhdw]))?$/.exec(text);
  if (relative !== null) {
    const [, sign, amount, unit] = relative;
    if (unit === undefined) return nowMs;
    return nowMs + (sign === '-' ? -1 : 1) * Number(amount) * (UNITS[unit] ?? 0);
  }
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The same address with times that do not move, and the zone in which they were seen. */
export function absoluteLink(
  href: string,
  nowMs: number,
  zone: string,
  usualFrom: string | undefined,
): string {
  const url = new URL(href);
  const fix = (name: string, usual: string | undefined): void => {
    const text = url.searchParams.get(name) ?? usual;
    const ms = text === undefined ? undefined : instantOf(text, nowMs);
    if (ms !== undefined) url.searchParams.set(name, new Date(ms).toISOString());
  };
  fix('from', usualFrom);
  fix('to', usualFrom === undefined ? undefined : 'now');
  url.searchParams.set('tz', zone);
  return url.href;
}
