/** Where somebody comes in: to the alerts, or by the hand where there is nothing yet. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Redirect } from 'wouter';
import type { ServerStatus } from '../../api/status.ts';
import { Loading } from '../parts/notice.tsx';
import { firstAlerts } from '../server/first-run.ts';
import { ask } from '../server/request.ts';

export function Landing(): ReactNode {
  const empty = useQuery({
    queryKey: ['landing'],
    queryFn: async ({ signal }) => {
      const { store } = await ask<ServerStatus>('/api/tripline/status', { signal });
      return store.events + store.waitingEvents === 0 && (await firstAlerts(signal)).total === 0;
    },
    gcTime: 0,
  });
  if (empty.isPending) return <Loading height={400} label="where to begin" />;
  // What failed here fails there too, and is said there.
  return <Redirect to={empty.data === true ? '/welcome' : '/alerts'} replace />;
}
