import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { QueryText } from '../../parts/query-text.tsx';
import type { StoredRule } from '../../server/rules.ts';

/** How to look into an alert, and what has to be set up, as the author wrote it. */
export function RuleGuide({ stored }: { readonly stored: UseQueryResult<StoredRule> }): ReactNode {
  const { data, error, refetch } = stored;
  if (data === undefined)
    return error === null ? (
      <Loading height={200} label="the guide" />
    ) : (
      <ProblemNotice error={error} retry={() => void refetch()} />
    );
  const { note = '', setup = '' } = data;
  if (note === '' && setup === '') return <p className="dim">Its author wrote no guide.</p>;
  return (
    <>
      {note === '' ? null : <QueryText text={note} title="Guide" />}
      {setup === '' ? null : <QueryText text={setup} title="Setup" />}
    </>
  );
}
