/** What can be done about one alert, by button and by key. */
import { Button, Menu } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Verdict } from '../../../api/acts.ts';
import { ReasonedButton } from '../../parts/reasoned-button.tsx';
import { VERDICTS } from '../../server/acts.ts';
import { basePath } from '../../server/base-path.ts';
import { useReadOnlyReason } from '../../server/me.ts';
import classes from './alert-panel.module.css';

export const VERDICT_ORDER: readonly Verdict[] = [
  'malicious',
  'expected',
  'rule-wrong',
  'duplicate',
  'unknown',
];

export interface AlertActs {
  readonly acknowledge: () => void;
  readonly reopen: () => void;
  readonly close: (verdict: Verdict) => void;
  readonly assign: () => void;
  readonly tag: () => void;
  readonly note: () => void;
  readonly except: () => void;
  /** Below the root of the screens. */
  readonly huntPath: string;
}

export function AlertActButtons({
  acts,
  status,
}: {
  readonly acts: AlertActs;
  readonly status: string;
}): ReactNode {
  const reason = useReadOnlyReason('triage');
  const [isClosing, setClosing] = useState(false);
  const act = (key: string, label: string, run: () => void): ReactNode => (
    <ReasonedButton size="compact-sm" onClick={run} why={reason} hint={`${label} (${key})`}>
      {label} <kbd className={classes['key']}>{key}</kbd>
    </ReasonedButton>
  );
  return (
    <div className={classes['acts']}>
      {status === 'open' ? act('a', 'Acknowledge', acts.acknowledge) : act('C', 'Reopen', acts.reopen)}
      <Menu opened={isClosing} onChange={setClosing} position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            disabled={reason !== undefined}
            title={reason ?? 'close with a verdict (c, then 1 to 5)'}
          >
            Close… <kbd className={classes['key']}>c</kbd>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {VERDICT_ORDER.map((verdict, at) => (
            <Menu.Item key={verdict} onClick={() => acts.close(verdict)} rightSection={<kbd>c {at + 1}</kbd>}>
              {VERDICTS[verdict]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {act('i', 'Assign', acts.assign)}
      {act('n', 'Note', acts.note)}
      {act('t', 'Tag', acts.tag)}
      {act('e', "Don't alert on this again", acts.except)}
      <Button
        size="compact-sm"
        component="a"
        href={`${basePath}/app${acts.huntPath}`}
        title="what else happened within 15 minutes (h)"
      >
        Hunt <kbd className={classes['key']}>h</kbd>
      </Button>
    </div>
  );
}
