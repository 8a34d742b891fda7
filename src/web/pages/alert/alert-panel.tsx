/** One alert, beside the list or on a page of its own: what it claims, why, and what to do about it. */
import { type ReactNode, useRef } from 'react';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { useAlert, useExplanation } from '../../server/alert.ts';
import { AlertHeadBar } from './alert-head.tsx';
import classes from './alert-panel.module.css';
import { WhyItFired } from './why-it-fired.tsx';

export interface AlertPanelProps {
  readonly uuid: string;
  /** In the list, from 1. */
  readonly position?: { readonly at: number; readonly of: number };
  readonly onClose: () => void;
  readonly onStep?: (by: 1 | -1) => void;
  /** It has the page to itself. */
  readonly isPage?: boolean;
}

export function AlertPanel(props: AlertPanelProps): ReactNode {
  const { isPage = false, uuid } = props;
  const panel = useRef<HTMLElement>(null);
  const alert = useAlert(uuid);
  const explanation = useExplanation(uuid);
  const body =
    alert.data !== undefined ? (
      <>
        <AlertHeadBar alert={alert.data} {...props} />
        <WhyItFired alert={alert.data} explanation={explanation} />
      </>
    ) : alert.error !== null ? (
      <ProblemNotice error={alert.error} retry={() => void alert.refetch()} />
    ) : (
      <Loading height={600} label="the alert" />
    );
  return (
    <section
      ref={panel}
      aria-label="alert"
      tabIndex={-1}
      className={`${classes['panel']} ${isPage ? classes['page'] : ''}`}
    >
      {body}
    </section>
  );
}
