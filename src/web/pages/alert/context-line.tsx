import type { ReactNode } from 'react';
import { useKnownOnHost, usePrevalence, useRelated } from '../../server/alert.ts';
import type { AlertAnswer } from '../../server/alert-answers.ts';
import { eventDocuments, firstIn, headOf } from './alert-facts.ts';
import classes from './alert-panel.module.css';
import { addressIn } from './destination-section.tsx';

const MINUTE_MS = 60_000;

/** How common this is: the address, the rule on this host, what else is open here. Comes when it is known. */
export function ContextLine({
  alert,
  isWanted,
}: {
  readonly alert: AlertAnswer;
  /** The line keeps its height until it is. */
  readonly isWanted: boolean;
}): ReactNode {
  const documents = eventDocuments(alert);
  const address = addressIn(documents);
  const host = firstIn(documents, 'host.name', 'host.id');
  const head = headOf(alert);
  const seen = usePrevalence(address?.field ?? '', isWanted ? address?.value : undefined).data;
  const related = useRelated(alert.uuid, isWanted).data?.related;
  const known = useKnownOnHost(alert.uuid, isWanted ? head.ruleUuid : undefined, host, head.at).data;
  const onHost = related?.find(({ by }) => by === 'host');
  const firstMs = seen?.first == null ? undefined : Date.parse(seen.first);
  const eventMs = Date.parse(head.originalAt ?? head.at ?? '');
  const said = [
    seen === undefined
      ? undefined
      : firstMs === undefined || firstMs >= eventMs - MINUTE_MS
        ? 'address never seen before'
        : `address seen before, on ${seen.hosts.toLocaleString('en')} ${seen.hosts === 1 ? 'host' : 'hosts'}`,
    known === undefined || host === undefined
      ? undefined
      : known === 0
        ? 'this rule’s first alert on this host in 30 d'
        : `${known.toLocaleString('en')} more of this rule on this host in the 30 d before`,
    onHost === undefined
      ? undefined
      : `${onHost.isAtLeast ? 'at least ' : ''}${onHost.open.toLocaleString('en')} other open ${onHost.open === 1 ? 'alert' : 'alerts'} here`,
  ];
  return (
    <p className={classes['context']}>{said.filter(text => text !== undefined).join(' · ') || '\u00a0'}</p>
  );
}
