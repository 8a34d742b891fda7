import type { Json, JsonObject } from '../../event/json.ts';
import { defined, withoutUndefined } from '../defined.ts';
import type { WindowsEvent, WindowsRendering } from '../windows-event.ts';

/** An element of one event, as far as events need it: comments, instructions and the order of text are gone. */
export interface RecordElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly RecordElement[];
  readonly text: string;
}

type Draft = { -readonly [Part in keyof WindowsEvent]: WindowsEvent[Part] };
type TextPart = {
  [Part in keyof Draft]-?: Draft[Part] extends string | undefined ? Part : never;
}[keyof Draft];

/** The record that an `<Event>` element holds, whether it was read from XML or EVTX; undefined: it is none. */
export function windowsEventOf(root: RecordElement): WindowsEvent | undefined {
  const system = child(root, 'System');
  if (system === undefined) return undefined;
  const event: Draft = {
    eventId: '',
    data: eventData(child(root, 'EventData')),
    rendering: renderingOf(root),
  };
  for (const part of system.children) readSystemPart(event, part);
  const userData = child(root, 'UserData')?.children[0];
  if (userData !== undefined) event.userData = { xml_name: userData.name, ...membersOf(userData) };
  return event.eventId === '' ? undefined : event;
}

/** One pass over the parts instead of a search for each: this runs for every event. */
function readSystemPart(event: Draft, part: RecordElement): void {
  const { attributes } = part;
  switch (part.name) {
    case 'Provider':
      setText(event, 'providerName', attributes['Name']);
      setText(event, 'providerGuid', attributes['Guid']);
      break;
    case 'EventID':
      setText(event, 'eventId', part.text.trim());
      setText(event, 'qualifiers', attributes['Qualifiers']);
      break;
    case 'TimeCreated':
      setText(event, 'timeCreated', attributes['SystemTime']);
      break;
    case 'Correlation':
      setText(event, 'activityId', attributes['ActivityID']);
      setText(event, 'relatedActivityId', attributes['RelatedActivityID']);
      break;
    case 'Execution':
      setText(event, 'processId', attributes['ProcessID']);
      setText(event, 'threadId', attributes['ThreadID']);
      break;
    case 'Security':
      setText(event, 'userSid', attributes['UserID']);
      break;
    case 'Version':
      setText(event, 'version', part.text.trim());
      break;
    case 'Level':
      setText(event, 'level', part.text.trim());
      break;
    case 'Task':
      setText(event, 'task', part.text.trim());
      break;
    case 'Opcode':
      setText(event, 'opcode', part.text.trim());
      break;
    case 'Keywords':
      setText(event, 'keywords', part.text.trim());
      break;
    case 'EventRecordID':
      setText(event, 'recordId', part.text.trim());
      break;
    case 'Channel':
      setText(event, 'channel', part.text.trim());
      break;
    case 'Computer':
      setText(event, 'computer', part.text.trim());
  }
}

/** An empty text says nothing, and the first of several counts. */
function setText(event: Draft, part: TextPart, text: string | undefined): void {
  if (text !== undefined && text !== '' && !event[part]) event[part] = text;
}

const NO_RENDERING: WindowsRendering = {};

function renderingOf(root: RecordElement): WindowsRendering {
  const rendering = child(root, 'RenderingInfo');
  if (rendering === undefined) return NO_RENDERING;
  return withoutUndefined<WindowsRendering>({
    message: textOf(rendering, 'Message'),
    level: textOf(rendering, 'Level'),
    task: textOf(rendering, 'Task'),
    opcode: textOf(rendering, 'Opcode'),
    keywords: child(rendering, 'Keywords')?.children.flatMap(({ text }) => text.trim() || []),
  });
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
  const members = new Map<string, Json>();
  for (const item of element.children) {
    const value: Json = item.children.length > 0 ? membersOf(item) : item.text;
    const before = members.get(item.name);
    members.set(
      item.name,
      before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value],
    );
  }
  return defined(Object.fromEntries(members));
}

function child(element: RecordElement | undefined, name: string): RecordElement | undefined {
  return element?.children.find(candidate => candidate.name === name);
}

function textOf(element: RecordElement | undefined, name: string): string | undefined {
  return child(element, name)?.text.trim() || undefined;
}
