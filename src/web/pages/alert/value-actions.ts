import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useUrlState } from '../../frame/url-state.ts';
import { literalText } from '../../parts/quoted-text.ts';
import type { ValueAction } from '../../parts/value.tsx';
import { huntPath } from './alert-events.ts';

/** What the values of an alert can be used for. */
export function useValueActions(
  atMs: number,
  except: (field: string, value: string | number | boolean) => void,
): readonly ValueAction[] {
  const [path, go] = useLocation();
  const [params, setUrl] = useUrlState();
  const isList = path === '/alerts';
  const before = isList ? (params.get('q') ?? '').trim() : '';
  return useMemo(() => {
    const filter = (condition: string): void => {
      const q = before === '' ? condition : `(${before}) and ${condition}`;
      if (isList) setUrl({ q }, { push: true });
      else go(`/alerts?${new URLSearchParams({ q })}`);
    };
    return [
      { label: 'Filter alerts for it', run: (field, value) => filter(`${field}: ${literalText(value)}`) },
      {
        label: 'Filter alerts without it',
        run: (field, value) => filter(`not ${field}: ${literalText(value)}`),
      },
      {
        label: 'Hunt ±15 min',
        run: (field, value) => go(huntPath([{ field, value }], Number.isNaN(atMs) ? undefined : atMs)),
      },
      { label: 'Use in exception', run: except },
    ];
  }, [before, isList, setUrl, go, atMs, except]);
}
