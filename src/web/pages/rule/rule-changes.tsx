import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import type { StoredRule } from '../../server/rules.ts';
import classes from './rule.module.css';

/** Who made it and who changed it last, and where its versions are kept. */
export function RuleChanges({
  rule,
  stored,
}: {
  readonly rule: RuleHealth;
  readonly stored: UseQueryResult<StoredRule>;
}): ReactNode {
  const { data, error, refetch } = stored;
  if (data === undefined)
    return error === null ? (
      <Loading height={80} label="its changes" />
    ) : (
      <ProblemNotice error={error} retry={() => void refetch()} />
    );
  return (
    <>
      <dl className={classes['pairs']}>
        <dt>made</dt>
        <dd>
          <Time at={data.created_at} /> by <Value value={data.created_by} />
        </dd>
        <dt>changed last</dt>
        <dd>
          <Time at={data.updated_at} /> by <Value value={data.updated_by} />
        </dd>
        <dt>version</dt>
        <dd>
          {data.version} <span className="dim">of its author</span>
        </dd>
        <dt>revision</dt>
        <dd>
          {data.revision} <span className="dim">changes on this server</span>
        </dd>
      </dl>
      <p className="dim">
        {rule.file === undefined ? (
          'Earlier texts of a rule are kept by the server and are not shown yet.'
        ) : (
          <>
            Its text stands in <Value value={rule.file} isCode />: the history of that file is the history of
            the rule.
          </>
        )}
      </p>
    </>
  );
}
