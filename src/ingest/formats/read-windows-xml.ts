import sax from 'sax';
import type { Json, JsonObject } from '../../event/json.ts';
import { defined, withoutUndefined } from '../defined.ts';
import type { WindowsEvent, WindowsRendering } from '../windows-event.ts';

/** An element of one event, as far as events need it: comments, instructions and the order of text are gone. */
interface Element {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: Element[];
  text: string;
}

export type XmlOutcome =
  | { readonly kind: 'event'; readonly event: WindowsEvent }
  | { readonly kind: 'bad'; readonly problem: string };

/** Deeper than any event: what nests further is refused before it can exhaust the stack. */
const DEEPEST = 64;

/** Reads the text of one `<Event>` element. Only the five entities of XML and character numbers are expanded. */
export function readWindowsXml(text: string): XmlOutcome {
  const root = parseElement(text);
  if (typeof root === 'string') return { kind: 'bad', problem: root };
  const event = windowsEventOf(root);
  return event === undefined
    ? { kind: 'bad', problem: 'expected `<System>` with an `<EventID>`, found none' }
    : { kind: 'event', event };
}

/** The root element, or what is wrong with the text. */
function parseElement(text: string): Element | string {
  // `strictEntities` is an option of the parser that its type declarations lack.
  const options = { position: false, strictEntities: true } as sax.SAXOptions;
  const parser = sax.parser(true, options);
  const open: Element[] = [];
  let root: Element | undefined;
  let problem: string | undefined;

  parser.onerror = failure => {
    problem ??= describe(failure);
    // The parser stays in its error state and would report each further character.
    throw failure;
  };
  parser.onopentag = tag => {
    // Without the `xmlns` option attributes are plain texts.
    const element: Element = {
      name: localName(tag.name),
      attributes: tag.attributes as { readonly [name: string]: string },
      children: [],
      text: '',
    };
    if (open.length >= DEEPEST) {
      problem = `more than ${DEEPEST} elements are nested`;
      throw new Error(problem);
    }
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  };
  parser.onclosetag = () => {
    open.pop();
  };
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.ontext = addText;
  parser.oncdata = addText;

  try {
    parser.write(text).close();
  } catch (failure) {
    if (problem === undefined) throw failure;
  }
  return problem ?? root ?? 'expected an element, found none';
}

/** The parser's words in the form of ours. */
function describe(failure: Error): string {
  const [words = ''] = failure.message.split('\n');
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function windowsEventOf(root: Element): WindowsEvent | undefined {
  const system = child(root, 'System');
  const eventId = textOf(system, 'EventID');
  if (system === undefined || eventId === undefined) return undefined;
  const attribute = (element: string, name: string): string | undefined =>
    child(system, element)?.attributes[name] || undefined;
  const rendering = child(root, 'RenderingInfo');
  const keywords = child(rendering, 'Keywords')?.children.flatMap(({ text }) => text.trim() || []);
  const userData = child(root, 'UserData')?.children[0];
  return withoutUndefined<WindowsEvent>({
    providerName: attribute('Provider', 'Name'),
    providerGuid: attribute('Provider', 'Guid'),
    eventId,
    qualifiers: attribute('EventID', 'Qualifiers'),
    version: textOf(system, 'Version'),
    level: textOf(system, 'Level'),
    task: textOf(system, 'Task'),
    opcode: textOf(system, 'Opcode'),
    keywords: textOf(system, 'Keywords'),
    timeCreated: attribute('TimeCreated', 'SystemTime'),
    recordId: textOf(system, 'EventRecordID'),
    activityId: attribute('Correlation', 'ActivityID'),
    relatedActivityId: attribute('Correlation', 'RelatedActivityID'),
    processId: attribute('Execution', 'ProcessID'),
    threadId: attribute('Execution', 'ThreadID'),
    channel: textOf(system, 'Channel'),
    computer: textOf(system, 'Computer'),
    userSid: attribute('Security', 'UserID'),
    data: eventData(child(root, 'EventData')),
    userData: userData && { xml_name: userData.name, ...membersOf(userData) },
    rendering: withoutUndefined<WindowsRendering>({
      message: textOf(rendering, 'Message'),
      level: textOf(rendering, 'Level'),
      task: textOf(rendering, 'Task'),
      opcode: textOf(rendering, 'Opcode'),
      keywords,
    }),
  });
}

function eventData(element: Element | undefined): ReadonlyMap<string, string> {
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
function membersOf(element: Element): JsonObject {
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

function child(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find(candidate => candidate.name === name);
}

function textOf(element: Element | undefined, name: string): string | undefined {
  return child(element, name)?.text.trim() || undefined;
}
