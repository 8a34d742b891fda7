import type { Json, JsonObject } from '../../event/json.ts';
import {
  POWERSHELL_CHANNEL,
  POWERSHELL_PROVIDER,
  SECURITY_PROVIDER,
  SYSMON_CHANNEL,
  SYSMON_PROVIDER,
  type WindowsEvent,
} from '../windows-event.ts';
import { scalarText } from './scalar-text.ts';

/** Members that are never EventData: what NXLog, Logstash and their kin say about the record and about themselves. */
const NO_DATA = new Set([
  '@timestamp',
  '@version',
  'ActivityID',
  'Category',
  'Channel',
  'ERROR_EVT_UNRESOLVED',
  'EventID',
  'EventReceivedTime',
  'EventTime',
  'EventTypeOrignal',
  'ExecutionProcessID',
  'Hostname',
  'Keywords',
  'Level',
  'Message',
  'Opcode',
  'OpcodeValue',
  'ProviderGuid',
  'RecordNumber',
  'RelatedActivityID',
  'Severity',
  'SeverityValue',
  'Source',
  'SourceModuleName',
  'SourceModuleType',
  'SourceName',
  'Task',
  'ThreadID',
  'TimeCreated',
  'UserID',
  'host',
  'port',
  'tags',
]);
/** The account of `UserID`, which NXLog looks up; without that these are values of the event. */
const ACCOUNT_OF_USER = new Set(['AccountName', 'AccountType', 'Domain']);
/** What NXLog calls levels and audit results; any other `EventType` is a value of the event. */
const EVENT_TYPES = new Set([
  'INFO',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'VERBOSE',
  'DEBUG',
  'AUDIT_SUCCESS',
  'AUDIT_FAILURE',
]);
const LEVELS: ReadonlyMap<string, string> = new Map([
  ['INFO', 'information'],
  ['DEBUG', 'verbose'],
  ['WARNING', 'warning'],
  ['ERROR', 'error'],
  ['CRITICAL', 'critical'],
]);
/** Some exports leave the provider out where the channel has only one. */
const PROVIDER_OF_CHANNEL: ReadonlyMap<string, string> = new Map([
  [SYSMON_CHANNEL, SYSMON_PROVIDER],
  [POWERSHELL_CHANNEL, POWERSHELL_PROVIDER],
  ['Security', SECURITY_PROVIDER],
]);

/**
 * Reads the Windows record back out of flat JSON, in which the record's own parts and its EventData are members
 * of one object: what NXLog writes, and what datasets of recorded attacks are shared in. Undefined for anything
 * else. Times: `@timestamp` where there is one (with Logstash between, that is when it came in, some seconds
 * late); the others are local times that do not say of where, and are taken for UTC.
 */
export function readNxlog(document: JsonObject): WindowsEvent | undefined {
  const eventId = scalarText(document['EventID']);
  const channel = scalarText(document['Channel']);
  const source = scalarText(document['SourceName']) ?? scalarText(document['Source']);
  if (eventId === undefined || (channel === undefined && source === undefined)) return undefined;
  if (scalarText(document['Hostname']) === undefined) return undefined;
  const severity = scalarText(document['Severity']);
  const version = scalarText(document['Version']);
  return {
    providerName: source ?? (channel === undefined ? undefined : PROVIDER_OF_CHANNEL.get(channel)),
    providerGuid: scalarText(document['ProviderGuid']),
    eventId,
    version: isWholeNumber(version) ? version : undefined,
    level: scalarText(document['Level']),
    task: scalarText(document['Task']),
    opcode: scalarText(document['OpcodeValue']),
    keywords: keywordsOf(document['Keywords']),
    timeCreated:
      scalarText(document['@timestamp']) ??
      scalarText(document['TimeCreated']) ??
      scalarText(document['EventTime']),
    recordId: scalarText(document['RecordNumber']),
    activityId: scalarText(document['ActivityID']),
    relatedActivityId: scalarText(document['RelatedActivityID']),
    processId: scalarText(document['ExecutionProcessID']),
    threadId: scalarText(document['ThreadID']),
    channel,
    computer: scalarText(document['Hostname']),
    userSid: scalarText(document['UserID']),
    data: eventData(document),
    rendering: {
      message: scalarText(document['Message']),
      level: severity === undefined ? undefined : LEVELS.get(severity),
      task: scalarText(document['Category']),
      opcode: scalarText(document['Opcode']),
    },
  };
}

function eventData(document: JsonObject): ReadonlyMap<string, string> {
  const data = new Map<string, string>();
  const isOfNxlog = document['SourceModuleType'] !== undefined;
  const hasUser = document['UserID'] !== undefined;
  for (const name of Object.keys(document)) {
    if (NO_DATA.has(name) || (hasUser && ACCOUNT_OF_USER.has(name))) continue;
    const value = scalarText(document[name]);
    if (value === undefined) continue;
    if (name === 'EventType' && isOfNxlog && EVENT_TYPES.has(value)) continue;
    if (name === 'Version' && isWholeNumber(value)) continue;
    data.set(name, value);
  }
  return data;
}

/** NXLog writes the 64 bits as a signed number. */
function keywordsOf(json: Json | undefined): string | undefined {
  const text = scalarText(json);
  if (text === undefined || !/^-?\d+$/.test(text)) return text;
  return `0x${BigInt.asUintN(64, BigInt(text)).toString(16)}`;
}

function isWholeNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d+$/.test(text);
}
