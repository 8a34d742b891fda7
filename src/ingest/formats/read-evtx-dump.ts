import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { defined } from '../defined.ts';
import type { WindowsEvent } from '../windows-event.ts';
import { membersOf, scalarText } from './scalar-text.ts';

/**
 * Reads the Windows record back out of the JSON form of an event's XML, as `evtx_dump` and its kin write it:
 * `{"Event": {"System": …, "EventData": …}}`, attributes under `#attributes` (or beside the element, as
 * `Name_attributes`), text under `#text` where an element has both. Undefined for anything else.
 */
export function readEvtxDump(document: JsonObject): WindowsEvent | undefined {
  const event = document['Event'];
  if (!isJsonObject(event)) return undefined;
  const system = membersOf(event['System']);
  const eventId = textOf(system['EventID']);
  if (eventId === undefined) return undefined;
  const attribute = (element: string, name: string): string | undefined =>
    scalarText(attributesOf(system, element)[name]) || undefined;
  return {
    providerName: attribute('Provider', 'Name'),
    providerGuid: withBraces(attribute('Provider', 'Guid')),
    eventId,
    qualifiers: attribute('EventID', 'Qualifiers'),
    version: textOf(system['Version']),
    level: textOf(system['Level']),
    task: textOf(system['Task']),
    opcode: textOf(system['Opcode']),
    keywords: textOf(system['Keywords']),
    // Older versions write `2019-05-11 17:10:10.889320 UTC`.
    timeCreated: attribute('TimeCreated', 'SystemTime')?.replace(/ UTC$/, 'Z'),
    recordId: textOf(system['EventRecordID']),
    activityId: withBraces(attribute('Correlation', 'ActivityID')),
    relatedActivityId: withBraces(attribute('Correlation', 'RelatedActivityID')),
    processId: attribute('Execution', 'ProcessID'),
    threadId: attribute('Execution', 'ThreadID'),
    channel: textOf(system['Channel']),
    computer: textOf(system['Computer']),
    userSid: attribute('Security', 'UserID'),
    data: eventData(membersOf(event['EventData'])),
    userData: userData(membersOf(event['UserData'])),
    rendering: {},
  };
}

function attributesOf(parent: JsonObject, element: string): JsonObject {
  return membersOf(membersOf(parent[element])['#attributes'] ?? parent[`${element}_attributes`]);
}

/** Items without a name are a list under `Data`. */
function eventData(element: JsonObject): ReadonlyMap<string, string> {
  const data = new Map<string, string>();
  for (const [name, json] of Object.entries(element)) {
    if (name === '#attributes' || name.endsWith('_attributes')) continue;
    if (name === 'Data') {
      const item = isJsonObject(json) ? (json['#text'] ?? '') : json;
      const items = Array.isArray(item) ? (item as readonly Json[]) : [item];
      for (const [place, value] of items.entries()) data.set(`param${place + 1}`, textOf(value) ?? '');
    } else {
      const text = textOf(json) ?? (json === null ? '' : undefined);
      if (text !== undefined)
        data.set(name, name.endsWith('Guid') || name.endsWith('GUID') ? (withBraces(text) ?? '') : text);
    }
  }
  return data;
}

/** The one element of UserData, its values as the texts that they are in XML. */
function userData(element: JsonObject): JsonObject | undefined {
  for (const [name, json] of Object.entries(element)) {
    if (name.startsWith('#') || name.endsWith('_attributes') || !isJsonObject(json)) continue;
    return { xml_name: name, ...valuesOf(json) };
  }
  return undefined;
}

function valuesOf(element: JsonObject): JsonObject {
  return defined(
    Object.fromEntries(
      Object.entries(element)
        .filter(([name]) => !name.startsWith('#') && !name.endsWith('_attributes'))
        .map(([name, json]) => [name, textOf(json) ?? (isJsonObject(json) ? valuesOf(json) : undefined)]),
    ) as JsonObject, // Undefined members are what `defined` leaves out.
  );
}

function textOf(json: Json | undefined): string | undefined {
  return isJsonObject(json) ? scalarText(json['#text']) : scalarText(json);
}

const BARE_GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** In XML a GUID stands in braces, and here it does not. */
function withBraces(guid: string | undefined): string | undefined {
  return guid !== undefined && BARE_GUID.test(guid) ? `{${guid}}` : guid;
}
