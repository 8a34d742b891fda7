/** How to look into an alert, and what has to be set up, as the author wrote it. */
import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import type { StoredRule } from '../../server/rules.ts';

const GuideText = lazy(() => import('../../parts/guide-text.tsx'));
/** A rule is no alert: there are no events to fill in. */
const NOTHING: readonly never[] = [];

export function RuleGuide({ stored }: { readonly stored: UseQueryResult<StoredRule> }): ReactNode {
  const { data, error, refetch } = stored;
  if (data === undefined)
    return error === null ? (
      <Loading height={200} label="the guide" />
    ) : (
      <ProblemNotice error={error} retry={() => void refetch()} />
    );
  const texts = [
    { name: 'Guide', text: data.note ?? '' },
    { name: 'Setup', text: data.setup ?? '' },
  ].filter(({ text }) => text.trim() !== '');
  if (texts.length === 0) return <p className="dim">Its author wrote no guide.</p>;
  return (
    <Suspense fallback={<Loading height={200} label="the guide" />}>
      {texts.map(({ name, text }) => (
        <section key={name} aria-label={name}>
          <h2>{name}</h2>
          <GuideText
            markdown={text}
            documents={NOTHING}
            alertAtMs={Date.parse(data.updated_at)}
            done={NOTHING}
            mark={undefined}
            reason="Steps are ticked off in an alert."
          />
        </section>
      ))}
    </Suspense>
  );
}
