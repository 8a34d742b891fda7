/** One alert, beside the list or on a page of its own: what it claims, why, and what to do about it. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isNowhere } from '../../parts/lost-focus.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { useAlert, useExplanation } from '../../server/alert.ts';
import { AlertBody } from './alert-body.tsx';
import { headOf } from './alert-facts.ts';
import classes from './alert-panel.module.css';

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
  const { isPage = false, position, uuid } = props;
  const panel = useRef<HTMLElement>(null);
  const queries = useQueryClient();
  const alert = useAlert(uuid);
  const explanation = useExplanation(uuid);
  const isPainted = usePainted(uuid, alert.data !== undefined);
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    // What had the focus may have gone with the alert before.
    if (uuid !== '' && isNowhere(document.activeElement)) panel.current?.focus({ preventScroll: true });
  }, [uuid]);
  useEffect(() => {
    const onUndone = (): void => {
      void queries.invalidateQueries({ queryKey: ['alert', uuid] });
    };
    window.addEventListener('tripline-undone', onUndone);
    return () => window.removeEventListener('tripline-undone', onUndone);
  }, [queries, uuid]);
  return (
    <section
      ref={panel}
      aria-label="alert"
      tabIndex={-1}
      className={`${classes['panel']} ${isPage ? classes['page'] : ''}`}
    >
      <p className="unseen" role="status">
        {alert.data === undefined
          ? ''
          : `${position === undefined ? '' : `alert ${position.at} of ${position.of}: `}${headOf(alert.data).sentence}`}
      </p>
      {alert.data !== undefined ? (
        <AlertBody
          key={uuid}
          {...props}
          alert={alert.data}
          explanation={explanation}
          panel={panel}
          isPainted={isPainted}
        />
      ) : alert.error !== null ? (
        <ProblemNotice error={alert.error} retry={() => void alert.refetch()} />
      ) : (
        <Loading height={600} label="the alert" />
      )}
    </section>
  );
}

/** Whether head and steps stand on the screen: what asks and draws more waits for that. */
function usePainted(uuid: string, hasAlert: boolean): boolean {
  const [painted, setPainted] = useState('');
  useEffect(() => {
    if (!hasAlert) return;
    const frame = requestAnimationFrame(() => setTimeout(() => setPainted(uuid)));
    return () => cancelAnimationFrame(frame);
  }, [uuid, hasAlert]);
  return painted === uuid;
}
