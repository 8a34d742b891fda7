import type { JsonObject } from '../event/json.ts';

/**
 * A record of the Windows event log as Windows wrote it, whichever way it came: XML, EVTX, a Winlogbeat
 * document, flat JSON. The mappings to ECS start from this one shape, so that every container gives the same event.
 * Values are the texts of the record; what it lacks is undefined.
 */
export interface WindowsEvent {
  readonly providerName?: string | undefined;
  readonly providerGuid?: string | undefined;
  readonly eventId: string;
  readonly qualifiers?: string | undefined;
  readonly version?: string | undefined;
  readonly level?: string | undefined;
  readonly task?: string | undefined;
  readonly opcode?: string | undefined;
  /** 64 bits, as `0x…`. */
  readonly keywords?: string | undefined;
  readonly timeCreated?: string | undefined;
  readonly recordId?: string | undefined;
  readonly activityId?: string | undefined;
  readonly relatedActivityId?: string | undefined;
  readonly processId?: string | undefined;
  readonly threadId?: string | undefined;
  readonly channel?: string | undefined;
  readonly computer?: string | undefined;
  readonly userSid?: string | undefined;
  /** EventData by name, in order; items without a name are `param1`, `param2`, … by their place. */
  readonly data: ReadonlyMap<string, string>;
  /** The one element of UserData, as `{ xml_name, … }`. */
  readonly userData?: JsonObject | undefined;
  /** What the publisher's resources say, in the language of the machine that rendered it. */
  readonly rendering: WindowsRendering;
}

export interface WindowsRendering {
  readonly message?: string | undefined;
  readonly level?: string | undefined;
  readonly task?: string | undefined;
  readonly opcode?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
}

export const SYSMON_PROVIDER = 'Microsoft-Windows-Sysmon';
export const SYSMON_CHANNEL = 'Microsoft-Windows-Sysmon/Operational';
export const SECURITY_PROVIDER = 'Microsoft-Windows-Security-Auditing';
export const POWERSHELL_PROVIDER = 'Microsoft-Windows-PowerShell';
export const POWERSHELL_CHANNEL = 'Microsoft-Windows-PowerShell/Operational';
