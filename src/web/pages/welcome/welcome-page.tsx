/** The first run: from nothing to a first alert, and from there to one's own events. */
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useKeys } from '../../frame/keys.tsx';
import { useUrlState } from '../../frame/url-state.ts';
import { ConnectShipper } from '../../parts/connect-shipper.tsx';
import { RecordingNote } from '../../parts/recording-note.tsx';
import { useFirstAlerts } from '../../server/first-run.ts';
import { NearMisses } from './near-misses.tsx';
import { PlayRecording } from './play-recording.tsx';
import { Steps } from './steps.tsx';
import classes from './welcome.module.css';

const OFTEN_MS = 1_500;

export default function WelcomePage(): ReactNode {
  const [params, setUrl] = useUrlState();
  const [, go] = useLocation();
  const alerts = useFirstAlerts(OFTEN_MS);
  const first = alerts.data?.first;
  useKeys('Welcome', [
    {
      keys: 'o',
      does: 'open the first alert',
      run: () => {
        if (first !== undefined) go(`/alerts/${encodeURIComponent(first.uuid)}`);
      },
    },
  ]);
  return (
    <div className={classes['page']}>
      <h1>Welcome</h1>
      <Steps alerts={alerts.data} />
      <RecordingNote />
      <div className={classes['ways']}>
        <PlayRecording />
        <section aria-labelledby="own" className={classes['way']}>
          <h2 id="own">Or connect your own machines</h2>
          <ConnectShipper
            chosen={params.get('add') ?? undefined}
            choose={id => setUrl({ add: id }, { push: true })}
          />
        </section>
      </div>
      {first === undefined ? null : <NearMisses ruleId={first.ruleId} ruleName={first.ruleName} />}
    </div>
  );
}
