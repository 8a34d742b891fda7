/**
 * The seed cases of ../shared/data: sequences of Sysmon records taken apart, with the number of alerts that the
 * DllHost rule must give for each. Here each record is put together again as the XML that Windows renders and
 * as the document that Winlogbeat ships.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/event/json.ts';

const FILE = '../shared/data/events/seed-cases/dllhost-cases.ndjson';

export interface SeedCase {
  readonly case: string;
  readonly expected_alerts: number;
  readonly events: readonly SeedEvent[];
}

export type SeedEvent = { readonly [part: string]: string } & {
  readonly data: { readonly [name: string]: string };
};

export const haveSeedCases: boolean = existsSync(FILE);

export function seedCases(): readonly SeedCase[] {
  if (!haveSeedCases) return [];
  // The shape that the README beside the cases explains.
  return readFileSync(FILE, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as SeedCase);
}

/** One `<Event>` element on one line. */
export function seedCaseXml(event: SeedEvent): string {
  const part = (name: string): string => escapeXml(event[name] ?? '');
  const data = Object.entries(event.data).map(
    ([name, value]) => `<Data Name='${name}'>${escapeXml(value)}</Data>`,
  );
  return (
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>` +
    `<Provider Name='${part('Provider.Name')}' Guid='${part('Provider.Guid')}'/><EventID>${part('EventID')}</EventID>` +
    `<Version>${part('Version')}</Version><Level>${part('Level')}</Level><Task>${part('Task')}</Task>` +
    `<Opcode>${part('Opcode')}</Opcode><Keywords>${part('Keywords')}</Keywords>` +
    `<TimeCreated SystemTime='${part('TimeCreated.SystemTime')}'/>` +
    `<EventRecordID>${part('EventRecordID')}</EventRecordID><Correlation/>` +
    `<Execution ProcessID='${part('Execution.ProcessID')}' ThreadID='${part('Execution.ThreadID')}'/>` +
    `<Channel>${part('Channel')}</Channel><Computer>${part('Computer')}</Computer>` +
    `<Security UserID='${part('Security.UserID')}'/></System><EventData>${data.join('')}</EventData></Event>`
  );
}

/** The document as Winlogbeat sends it, before any pipeline: the record under `winlog`, times in milliseconds. */
export function seedCaseWinlogbeat(event: SeedEvent): JsonObject {
  const created = new Date(event['TimeCreated.SystemTime'] ?? '').toISOString();
  return {
    '@timestamp': created,
    '@metadata': { beat: 'winlogbeat', type: '_doc', version: '8.17.0' },
    agent: { type: 'winlogbeat', version: '8.17.0', name: event['Computer'] ?? '' },
    ecs: { version: '8.0.0' },
    event: {
      action: 'Task of the record (rule: any)',
      code: event['EventID'] ?? '',
      created: new Date(Date.parse(created) + 1500).toISOString(),
      kind: 'event',
      provider: event['Provider.Name'] ?? '',
    },
    host: { name: event['Computer'] ?? '' },
    log: { level: 'information' },
    message: 'as rendered on the machine',
    winlog: {
      api: 'wineventlog',
      channel: event['Channel'] ?? '',
      computer_name: event['Computer'] ?? '',
      event_data: event.data,
      event_id: event['EventID'] ?? '',
      opcode: 'Info',
      process: {
        pid: Number(event['Execution.ProcessID']),
        thread: { id: Number(event['Execution.ThreadID']) },
      },
      provider_guid: event['Provider.Guid'] ?? '',
      provider_name: event['Provider.Name'] ?? '',
      record_id: Number(event['EventRecordID']),
      task: 'Task of the record (rule: any)',
      user: { identifier: event['Security.UserID'] ?? '' },
      version: Number(event['Version']),
    },
  };
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&apos;');
}
