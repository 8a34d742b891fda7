import sax from 'sax';
import type { WindowsEvent } from '../windows-event.ts';
import { windowsEventOf } from './windows-event-of.ts';

/** An element while it is put together. */
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
/**
 * The parser looks at a whole declaration (`<!…`) again with each of its characters. Inside an event there is none,
 * so that after so many characters, of one or of many, the text is refused.
 */
const STEP_CHARACTERS = 1024;
/** An attribute of this name would hide the function by which the parser knows those that it has. */
const HIDING_ATTRIBUTE = 'hasOwnProperty';

/** What the parser keeps of a declaration that is not closed yet; its type declarations lack it. */
interface Declaring {
  readonly sgmlDecl: string;
}

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
  const refuse = (what: string): never => {
    problem ??= what;
    throw new Error(what);
  };
  const refuseDeclaration = (): never => refuse('a declaration stands in it');
  parser.onsgmldeclaration = refuseDeclaration;
  parser.onattribute = ({ name }) => {
    if (name === HIDING_ATTRIBUTE) delete parser.tag.attributes[name];
  };
  parser.onopentag = tag => {
    // Without the `xmlns` option attributes are plain texts.
    const element: Element = {
      name: localName(tag.name),
      attributes: tag.attributes as { readonly [name: string]: string },
      children: [],
      text: '',
    };
    if (open.length >= DEEPEST) refuse(`more than ${DEEPEST} elements are nested`);
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
    for (let at = 0; at < text.length; at += STEP_CHARACTERS) {
      parser.write(text.slice(at, at + STEP_CHARACTERS));
      if ((parser as unknown as Declaring).sgmlDecl.length >= STEP_CHARACTERS / 2) refuseDeclaration();
    }
    parser.close();
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
