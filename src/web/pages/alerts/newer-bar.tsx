/** What came since the list was taken: said, and never put under the cursor. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { NewerAlerts } from '../../../api/alert-list.ts';
import { SEVERITIES } from '../../parts/severity.tsx';
import classes from './alerts-page.module.css';

export function NewerBar({
  newer,
  renew,
}: {
  readonly newer: NewerAlerts | undefined;
  readonly renew: () => void;
}): ReactNode {
  return (
    <div role="status">
      {newer === undefined || newer.total === 0 ? null : (
        <div className={classes['newer']}>
          <span aria-hidden="true">▲</span> {newerText(newer)}
          <Button variant="subtle" onClick={renew} rightSection={<kbd>u</kbd>}>
            Show
          </Button>
        </div>
      )}
    </div>
  );
}

/** `12 new alerts, 1 critical`: the worst there are. */
function newerText({ severities, total }: NewerAlerts): string {
  const worst = SEVERITIES.find(name => severities[name] > 0);
  const alerts = total === 1 ? '1 new alert' : `${total.toLocaleString('en')} new alerts`;
  return worst === undefined ? alerts : `${alerts}, ${severities[worst].toLocaleString('en')} ${worst}`;
}
