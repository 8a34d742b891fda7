import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { WindowsEvent } from '../windows-event.ts';
import { membersOf as object, scalarText as text } from './scalar-text.ts';

/**
 * Reads the Windows record back out of a document as a Beat ships it: everything of the record stands under
 * `winlog`, its time is `@timestamp`. Undefined for a document of anything else, and for one that a pipeline
 * has already mapped (those have a category, a type or a module, which Beats do not set). Forwarded events are such
 * documents too: the computer is that of the record, whoever collected it.
 */
export function readWinlogbeat(document: JsonObject): WindowsEvent | undefined {
  const winlog = document['winlog'];
  if (!isJsonObject(winlog)) return undefined;
  const eventId = text(winlog['event_id']);
  const event = object(document['event']);
  if (eventId === undefined || isMapped(event)) return undefined;
  const process = object(winlog['process']);
  const thread = object(process['thread']);
  const userData = winlog['user_data'];
  const keywords = texts(winlog['keywords']);
  return {
    providerName: text(winlog['provider_name']) ?? text(event['provider']),
    providerGuid: text(winlog['provider_guid']),
    eventId,
    version: text(winlog['version']),
    timeCreated: text(document['@timestamp']),
    recordId: text(winlog['record_id']),
    activityId: text(winlog['activity_id']),
    relatedActivityId: text(winlog['related_activity_id']),
    processId: text(process['pid']),
    threadId: text(thread['id']),
    channel: text(winlog['channel']),
    computer: text(winlog['computer_name']),
    userSid: text(object(winlog['user'])['identifier']),
    data: eventData(winlog['event_data']),
    userData: isJsonObject(userData) ? userData : undefined,
    rendering: {
      message: text(document['message']),
      level: text(object(document['log'])['level']),
      task: text(winlog['task']),
      opcode: text(winlog['opcode']),
      keywords: keywords.length > 0 ? keywords : undefined,
    },
  };
}

function isMapped(event: JsonObject): boolean {
  return event['category'] !== undefined || event['type'] !== undefined || event['module'] !== undefined;
}

function eventData(json: Json | undefined): ReadonlyMap<string, string> {
  const data = new Map<string, string>();
  for (const [name, value] of Object.entries(object(json))) {
    const found = text(value) ?? (Array.isArray(value) ? texts(value).join(', ') : undefined);
    if (found !== undefined) data.set(name, found);
  }
  return data;
}

function texts(json: Json | undefined): readonly string[] {
  const list: readonly Json[] = Array.isArray(json) ? json : json === undefined ? [] : [json];
  return list.flatMap(item => text(item) ?? []);
}
