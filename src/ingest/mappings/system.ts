import type { WindowsEvent } from '../windows-event.ts';
import type { EcsDraft } from './ecs-draft.ts';
import { EventData } from './event-data.ts';

interface SystemKind {
  readonly provider: string;
  readonly eventId: string;
  readonly action?: string;
  readonly category: readonly string[];
  readonly type: readonly string[];
}

const SERVICE_CONTROL = 'Service Control Manager';

/**
 * Elastic's integration maps nothing of the System log but the base, and rules name its events by `event.code`;
 * one asks for `Log clear`, which is what Windows calls the task of event 104. The categories are ours.
 */
const kinds: readonly SystemKind[] = [
  {
    provider: 'Microsoft-Windows-Eventlog',
    eventId: '104',
    action: 'Log clear',
    category: ['configuration'],
    type: ['deletion'],
  },
  {
    provider: SERVICE_CONTROL,
    eventId: '7036',
    category: ['configuration'],
    type: ['change'],
  },
  { provider: SERVICE_CONTROL, eventId: '7040', category: ['configuration'], type: ['change'] },
  { provider: SERVICE_CONTROL, eventId: '7045', category: ['configuration'], type: ['creation'] },
];

/** Adds to the base document what the values of a record of the System log mean; they also stay as they came. */
export function mapSystem(event: WindowsEvent, draft: EcsDraft): void {
  const data = EventData.whole(event.data);
  const kind = kinds.find(
    ({ provider, eventId }) => eventId === event.eventId && provider === event.providerName,
  );
  draft.set('event.action', kind?.action);
  draft.set('event.category', kind?.category);
  draft.set('event.type', kind?.type);
  if (event.providerName === SERVICE_CONTROL) setService(event, data, draft);
  if (event.eventId === '104') setClearedBy(event, draft);
  draft.set('winlog.event_data', data.rest());
}

/** 7036 says a service's name and new state as `param1` and `param2`; 7040 its name and two start types. */
function setService(event: WindowsEvent, data: EventData, draft: EcsDraft): void {
  const isUnnamed = event.eventId === '7036' || event.eventId === '7040';
  draft.set('service.name', data.copy('ServiceName') ?? (isUnnamed ? data.copy('param1') : undefined));
  if (event.eventId === '7036') draft.set('service.state', data.copy('param2'));
}

/** Who cleared a log stands in UserData. */
function setClearedBy(event: WindowsEvent, draft: EcsDraft): void {
  const name = event.userData?.['SubjectUserName'];
  const domain = event.userData?.['SubjectDomainName'];
  draft.set('user.id', event.userSid);
  if (typeof domain === 'string') draft.set('user.domain', domain);
  if (typeof name !== 'string') return;
  draft.set('user.name', name);
  draft.add('related.user', name);
}
