/** Who changed what of the rule, the newest first, each change as a difference to the one before. */
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { RuleChange } from '../../../api/rule-history.ts';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { TextChanges } from '../../parts/text-changes.tsx';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { type StoredRule, useRuleHistory } from '../../server/rules.ts';
import classes from './rule.module.css';

export function RuleChanges({
  rule,
  stored,
}: {
  readonly rule: RuleHealth;
  readonly stored: UseQueryResult<StoredRule>;
}): ReactNode {
  const history = useRuleHistory(rule.id);
  const error = stored.error ?? history.error;
  if (stored.data === undefined || history.data === undefined)
    return error === null ? (
      <Loading height={80} label="its changes" />
    ) : (
      <ProblemNotice
        error={error}
        retry={() => {
          void stored.refetch();
          void history.refetch();
        }}
      />
    );
  const { changes, more } = history.data;
  const { created_at: madeAt, created_by: maker, updated_at: changedAt, version } = stored.data;
  return (
    <>
      <p>
        Version {version} <span className="dim">of its author</span>, made <Time at={madeAt} /> by{' '}
        <Value value={maker} />, changed last <Time at={changedAt} />.
      </p>
      {rule.file === undefined ? null : (
        <p>
          Its text stands in <Value value={rule.file} isCode />: the history of that file is the history of
          the rule. Here it is switched on and off.
        </p>
      )}
      {changes.length === 0 ? <p className="dim">Nobody has changed it here.</p> : null}
      <ol className={classes['changes']}>
        {changes.map((change, at) => (
          <li key={change.version}>
            <Change change={change} isOpenAtFirst={at === 0} />
          </li>
        ))}
      </ol>
      {more > 0 ? <p className="dim">{more.toLocaleString('en')} older changes are not shown.</p> : null}
    </>
  );
}

function Change({
  change,
  isOpenAtFirst,
}: {
  readonly change: RuleChange;
  readonly isOpenAtFirst: boolean;
}): ReactNode {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const { at, keys, who } = change;
  const head = (
    <>
      <Time at={at} /> <Value value={who} /> <strong>{didText(change)}</strong>{' '}
      {keys.map(({ key }, place) => (
        <span key={key}>
          {place === 0 ? '' : ', '}
          <Value value={key} isCode />
        </span>
      ))}
    </>
  );
  if (keys.length === 0) return head;
  return (
    <details open={isOpen} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{head}</summary>
      {isOpen
        ? keys.map(({ after, before, key }) => (
            <div key={key}>
              <Value value={key} isCode />
              <TextChanges before={textOf(before)} after={textOf(after)} />
            </div>
          ))
        : null}
    </details>
  );
}

function didText({ isEnabled, kind }: RuleChange): string {
  switch (kind) {
    case 'made':
      return isEnabled === true ? 'made it, switched on' : 'made it, switched off';
    case 'changed':
      return 'changed';
    case 'switched':
      return isEnabled === true ? 'switched it on' : 'switched it off';
    case 'removed':
      return 'deleted it';
  }
}

/** Texts as they are, all else as JSON. */
function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
