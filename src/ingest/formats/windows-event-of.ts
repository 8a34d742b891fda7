import type { Json, JsonObject } from '../../event/json.ts';
import { defined } from '../defined.ts';
import type { WindowsEvent, WindowsRendering } from '../windows-event.ts';

/** An element of one event, as far as events need it: comments, instructions and the order of text are gone. */
export interface RecordElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly RecordElement[];
  readonly text: string;
}

type Draft = { -readonly [Part in keyof WindowsEvent]-?: WindowsEvent[Part] };

const NO_RENDERING: WindowsRendering = {};

/** The record that an `<Event>` element holds, whether it was read from XML or EVTX; undefined: it is none. */
export function windowsEventOf(root: RecordElement): WindowsEvent | undefined {
  const system = child(root, 'System');
  if (system === undefined) return undefined;
  // Every member from the start, and in one order: all records are of one shape to the engine that runs this.
  const event: Draft = {
    providerName: undefined,
    providerGuid: undefined,
    eventId: '',
    qualifiers: undefined,
    version: undefined,
    level: undefined,
    task: undefined,
    opcode: undefined,
    keywords: undefined,
    timeCreated: undefined,
    recordId: undefined,
    activityId: undefined,
    relatedActivityId: undefined,
    processId: undefined,
    threadId: undefined,
    channel: undefined,
    computer: undefined,
    userSid: undefined,
    data: eventData(child(root, 'EventData')),
    userData: undefined,
    rendering: renderingOf(root),
  };
  for (const part of system.children) readSystemPart(event, part);
  const userData = child(root, 'UserData')?.children[0];
  if (userData !== undefined) event.userData = { xml_name: userData.name, ...membersOf(userData) };
  return event.eventId === '' ? undefined : event;
}

/**
 * One pass over the parts instead of a search for each: this runs for every event. An empty text says nothing,
 * and the first of several counts.
 */
function readSystemPart(event: Draft, { name, attributes, text }: RecordElement): void {
  switch (name) {
    case 'Provider':
      event.providerName ||= attributes['Name'] || undefined;
      event.providerGuid ||= attributes['Guid'] || undefined;
      break;
    case 'EventID':
      event.eventId ||= text.trim();
      event.qualifiers ||= attributes['Qualifiers'] || undefined;
      break;
    case 'TimeCreated':
      event.timeCreated ||= attributes['SystemTime'] || undefined;
      break;
    case 'Correlation':
      event.activityId ||= attributes['ActivityID'] || undefined;
      event.relatedActivityId ||= attributes['RelatedActivityID'] || undefined;
      break;
    case 'Execution':
      event.processId ||= attributes['ProcessID'] || undefined;
      event.threadId ||= attributes['ThreadID'] || undefined;
      break;
    case 'Security':
      event.userSid ||= attributes['UserID'] || undefined;
      break;
    case 'Version':
      event.version ||= text.trim() || undefined;
      break;
    case 'Level':
      event.level ||= text.trim() || undefined;
      break;
    case 'Task':
      event.task ||= text.trim() || undefined;
      break;
    case 'Opcode':
      event.opcode ||= text.trim() || undefined;
      break;
    case 'Keywords':
      event.keywords ||= text.trim() || undefined;
      break;
    case 'EventRecordID':
      event.recordId ||= text.trim() || undefined;
      break;
    case 'Channel':
      event.channel ||= text.trim() || undefined;
      break;
    case 'Computer':
      event.computer ||= text.trim() || undefined;
  }
}

function renderingOf(root: RecordElement): WindowsRendering {
  const rendering = child(root, 'RenderingInfo');
  if (rendering === undefined) return NO_RENDERING;
  return {
    message: textOf(rendering, 'Message'),
    level: textOf(rendering, 'Level'),
    task: textOf(rendering, 'Task'),
    opcode: textOf(rendering, 'Opcode'),
    keywords: child(rendering, 'Keywords')?.children.flatMap(({ text }) => text.trim() || []),
  };
}

function eventData(element: RecordElement | undefined): ReadonlyMap<string, string> {
  const data = new Map<string, string>();
  let place = 0;
  for (const item of element?.children ?? []) {
    place++;
    // `<Data>` has its name as an attribute; publishers of the old kind write elements of their own (`<Binary>`).
    const name = item.attributes['Name'] || (item.name === 'Data' ? `param${place}` : item.name);
    data.set(name, item.text);
  }
  return data;
}

/** The children of a free-form element by name; a name that comes again makes a list. */
function membersOf(element: RecordElement): JsonObject {
  const members = new Map<string, Json[]>();
  for (const item of element.children) {
    const value: Json = item.children.length > 0 ? membersOf(item) : item.text;
    const values = members.get(item.name);
    if (values === undefined) members.set(item.name, [value]);
    else values.push(value);
  }
  return defined(
    Object.fromEntries([...members].map(([name, values]) => [name, values.length > 1 ? values : values[0]])),
  );
}

function child(element: RecordElement | undefined, name: string): RecordElement | undefined {
  if (element !== undefined) for (const inner of element.children) if (inner.name === name) return inner;
  return undefined;
}

function textOf(element: RecordElement | undefined, name: string): string | undefined {
  return child(element, name)?.text.trim() || undefined;
}
