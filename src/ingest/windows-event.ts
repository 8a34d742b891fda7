import type { JsonObject } from '../event/json.ts';

/**
 * A record of the Windows event log as Windows wrote it, whichever way it came: XML, EVTX, a Winlogbeat
 * document, flat JSON. The mappings to ECS start from this one shape, so that every container gives the same event.
 * Values are the texts of the record; what it lacks is absent.
 */
export interface WindowsEvent {
  readonly providerName?: string;
  readonly providerGuid?: string;
  readonly eventId: string;
  readonly qualifiers?: string;
  readonly version?: string;
  readonly level?: string;
  readonly task?: string;
  readonly opcode?: string;
  /** 64 bits, as `0x…`. */
  readonly keywords?: string;
  readonly timeCreated?: string;
  readonly recordId?: string;
  readonly activityId?: string;
  readonly relatedActivityId?: string;
  readonly processId?: string;
  readonly threadId?: string;
  readonly channel?: string;
  readonly computer?: string;
  readonly userSid?: string;
  /** EventData by name, in order; items without a name are `param1`, `param2`, … by their place. */
  readonly data: ReadonlyMap<string, string>;
  /** The one element of UserData, as `{ xml_name, … }`. */
  readonly userData?: JsonObject;
  /** What the publisher's resources say, in the language of the machine that rendered it. */
  readonly rendering: WindowsRendering;
}

export interface WindowsRendering {
  readonly message?: string;
  readonly level?: string;
  readonly task?: string;
  readonly opcode?: string;
  readonly keywords?: readonly string[];
}

export const SYSMON_PROVIDER = 'Microsoft-Windows-Sysmon';
export const SYSMON_CHANNEL = 'Microsoft-Windows-Sysmon/Operational';
export const SECURITY_PROVIDER = 'Microsoft-Windows-Security-Auditing';
export const POWERSHELL_PROVIDER = 'Microsoft-Windows-PowerShell';
export const POWERSHELL_CHANNEL = 'Microsoft-Windows-PowerShell/Operational';
