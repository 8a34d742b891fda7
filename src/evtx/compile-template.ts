/**
 * From the tokens of binary XML to template nodes. A document is an optional fragment header (0f) followed by
 * an element or a template instance (0c); an element is
 *
 *     01|41  dependency u16?  size u32  name  (41: size u32, attribute*)  (03 | 02 content 04)
 *
 * where bit 6 of a token says that attributes or more content follow. A name is a place in the chunk: behind
 * the token itself where the name is first used, anywhere else after that. Elements that stand directly in a
 * value, without a template around them, have no dependency. Semantics: [MS-EVEN6] 2.2.12 and the description
 * of EVTX by the libevtx project.
 */
import { type Chunk, nameDefinitionBytes } from './chunk.ts';
import { Damage } from './damage.ts';
import { type EvtxElement, NO_ATTRIBUTES, NO_CHILDREN } from './element.ts';
import { Substitutions } from './substitutions.ts';
import type {
  Instance,
  Substitution,
  Template,
  TemplateAttribute,
  TemplateElement,
  TemplateNode,
} from './template.ts';
import { VALUE } from './value-type.ts';

const TOKEN = {
  end: 0x00,
  element: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  closeElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  character: 0x08,
  entity: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  instance: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragment: 0x0f,
} as const;

const MORE_FLAG = 0x40;
const FRAGMENT_HEADER_BYTES = 4;
/** From the definition of a template to its tokens: a link, a GUID, a size. */
const DEFINITION_HEADER_BYTES = 24;
/** Deeper than any event. */
const DEEPEST = 64;
/** What a node costs besides its characters. */
const NODE_UNITS = 16;

const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Where binary XML stands: in a record or a template, or directly in a value. */
export type BinaryXmlPlace = 'record' | 'value';

/** Reads the binary XML between `at` and `end`, up to its end token. */
export function readBinaryXml(
  chunk: Chunk,
  at: number,
  end: number,
  place: BinaryXmlPlace,
  depth: number,
): Instance {
  // Nearly always there is a template and nothing else, whose values are all that has to be read.
  const first = chunk.uint8(at, end) === TOKEN.fragment ? at + FRAGMENT_HEADER_BYTES : at;
  if (first < end && chunk.uint8(first, end) === TOKEN.instance) {
    const instance = readInstance(chunk, first, end, depth);
    const next = instance.substitutions.end;
    if (next >= end || chunk.uint8(next, end) === TOKEN.end) return instance;
  }
  const compiler = new Compiler(chunk, at, end, place === 'record', depth);
  return { template: { content: compiler.document() }, substitutions: Substitutions.NONE };
}

/** `0c 01 id u32 place u32`, the definition if it is this place, then the values. */
function readInstance(chunk: Chunk, at: number, end: number, depth: number): Instance {
  const definitionAt = chunk.uint32(at + 6, end);
  let next = at + 10;
  if (definitionAt === next)
    next += DEFINITION_HEADER_BYTES + chunk.uint32(definitionAt + 20, chunk.bytes.length);
  return {
    template: templateAt(chunk, definitionAt, depth),
    substitutions: Substitutions.read(chunk, next, end),
  };
}

/** The template whose definition is at `at`, compiled when it is met first. */
function templateAt(chunk: Chunk, at: number, depth: number): Template {
  const known = chunk.templates.get(at);
  if (known instanceof Damage) throw known;
  if (known === 'being read') throw new Damage('a template contains itself');
  if (known !== undefined) return known;
  chunk.templates.set(at, 'being read');
  try {
    const from = at + DEFINITION_HEADER_BYTES;
    const end = from + chunk.uint32(at + 20, chunk.bytes.length);
    if (end > chunk.bytes.length) throw new Damage('a template breaks off');
    const template = { content: new Compiler(chunk, from, end, true, depth).document() };
    chunk.templates.set(at, template);
    return template;
  } catch (damage) {
    // Kept, so that a broken template costs once and not with each record.
    if (damage instanceof Damage) chunk.templates.set(at, damage);
    throw damage;
  }
}

class Compiler {
  readonly #chunk: Chunk;
  readonly #end: number;
  readonly #hasDependencies: boolean;
  readonly #depth: number;
  #at: number;

  constructor(chunk: Chunk, at: number, end: number, hasDependencies: boolean, depth: number) {
    this.#chunk = chunk;
    this.#at = at;
    this.#end = end;
    this.#hasDependencies = hasDependencies;
    this.#depth = depth;
  }

  document(): readonly TemplateNode[] {
    const content = this.#content(this.#depth);
    if (this.#at < this.#end && this.#token() !== TOKEN.end) throw this.#unexpected('the end');
    return content;
  }

  /** Everything up to a token that can only end it. */
  #content(depth: number): readonly TemplateNode[] {
    if (depth > DEEPEST) throw new Damage(`more than ${DEEPEST} elements are nested`);
    const nodes: TemplateNode[] = [];
    while (this.#at < this.#end) {
      const node = this.#node(depth);
      if (node === undefined) break;
      addNode(nodes, node);
    }
    return nodes;
  }

  #node(depth: number): TemplateNode | undefined {
    this.#chunk.budget.spend(NODE_UNITS);
    switch (this.#token()) {
      case TOKEN.element:
        return this.#element(depth);
      case TOKEN.fragment:
        this.#at += FRAGMENT_HEADER_BYTES;
        return '';
      case TOKEN.instance: {
        const instance = readInstance(this.#chunk, this.#at, this.#end, depth + 1);
        this.#at = instance.substitutions.end;
        return { kind: 'instance', instance };
      }
      case TOKEN.instructionTarget: {
        this.#at++;
        const target = this.#name();
        if (this.#token() !== TOKEN.instructionData) throw this.#unexpected('the data of an instruction');
        this.#at++;
        return { kind: 'instruction', target, data: this.#text() };
      }
      default:
        return this.#simple();
    }
  }

  /** What can stand in an element and in an attribute alike. */
  #simple(): string | Substitution | undefined {
    const token = this.#token();
    switch (token) {
      case TOKEN.value: {
        const type = this.#chunk.uint8(this.#at + 1, this.#end);
        if (type !== VALUE.string) throw new Damage(`a literal value has the type 0x${type.toString(16)}`);
        this.#at += 2;
        return this.#text();
      }
      case TOKEN.cdata:
        this.#at++;
        return this.#text();
      case TOKEN.character: {
        const unit = this.#chunk.uint16(this.#at + 1, this.#end);
        this.#at += 3;
        return String.fromCharCode(unit);
      }
      case TOKEN.entity: {
        this.#at++;
        const name = this.#name();
        return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : `&${name};`;
      }
      case TOKEN.substitution:
      case TOKEN.optionalSubstitution: {
        const index = this.#chunk.uint16(this.#at + 1, this.#end);
        this.#at += 4;
        return { kind: 'substitution', index, isOptional: token === TOKEN.optionalSubstitution };
      }
      default:
        return undefined;
    }
  }

  #element(depth: number): TemplateElement {
    const hasAttributes = (this.#chunk.uint8(this.#at, this.#end) & MORE_FLAG) !== 0;
    this.#at++;
    const dependency = this.#hasDependencies ? this.#chunk.uint16(this.#at, this.#end) : NO_DEPENDENCY;
    // The size is not needed: the tokens say where the element ends.
    this.#at += this.#hasDependencies ? 2 + 4 : 4;
    const name = this.#name();
    const attributes = hasAttributes ? this.#attributes() : [];
    const content = this.#elementContent(depth);
    return templateElement(name, attributes, content, dependency === NO_DEPENDENCY ? -1 : dependency);
  }

  #elementContent(depth: number): readonly TemplateNode[] {
    switch (this.#token()) {
      case TOKEN.closeEmpty:
        this.#at++;
        return [];
      case TOKEN.closeStart: {
        this.#at++;
        const content = this.#content(depth + 1);
        if (this.#token() !== TOKEN.closeElement) throw this.#unexpected('the end of an element');
        this.#at++;
        return content;
      }
      default:
        throw this.#unexpected('the end of a start tag');
    }
  }

  #attributes(): readonly TemplateAttribute[] {
    const attributes: TemplateAttribute[] = [];
    this.#at += 4;
    while (this.#token() === TOKEN.attribute) {
      this.#chunk.budget.spend(NODE_UNITS);
      this.#at++;
      const name = this.#name();
      const content: (string | Substitution)[] = [];
      for (let part = this.#simple(); part !== undefined; part = this.#simple()) addNode(content, part);
      attributes.push({ name, content });
    }
    return attributes;
  }

  #token(): number {
    return this.#chunk.uint8(this.#at, this.#end) & ~MORE_FLAG;
  }

  /** A name by its place, which may be here. */
  #name(): string {
    const at = this.#chunk.uint32(this.#at, this.#end);
    this.#at += 4;
    const name = this.#chunk.name(at);
    if (at === this.#at) this.#at += nameDefinitionBytes(name);
    return name;
  }

  /** A count of characters and the characters. */
  #text(): string {
    const sizeBytes = this.#chunk.uint16(this.#at, this.#end) * 2;
    const at = this.#at + 2;
    this.#at = at + sizeBytes;
    if (this.#at > this.#end) throw new Damage('a text breaks off');
    return this.#chunk.utf16(at, sizeBytes);
  }

  #unexpected(expected: string): Damage {
    const found = this.#at < this.#end ? `token 0x${this.#token().toString(16)}` : 'nothing';
    return new Damage(`expected ${expected}, found ${found}`);
  }
}

const NO_DEPENDENCY = 0xffff;

/** Adds to content, so that adjacent texts become one and empty ones none. */
function addNode<Node>(nodes: (Node | string)[], node: Node | string): void {
  const before = nodes.at(-1);
  if (node === '') return;
  if (typeof node === 'string' && typeof before === 'string') nodes[nodes.length - 1] = before + node;
  else nodes.push(node);
}

function templateElement(
  name: string,
  attributes: readonly TemplateAttribute[],
  content: readonly TemplateNode[],
  dependency: number,
): TemplateElement {
  const sameAttributes = finishedAttributes(attributes);
  const same = sameAttributes && dependency < 0 ? finishedElement(name, sameAttributes, content) : undefined;
  const inner = same === undefined ? 0 : unitsOf(content);
  const ownCharacters = attributes.reduce((sum, attribute) => sum + unitsOfAttribute(attribute), name.length);
  return {
    kind: 'element',
    name,
    attributes,
    content,
    dependency,
    repeatedBy: content.find(isSubstitution)?.index ?? -1,
    sameAttributes,
    same,
    units: NODE_UNITS + ownCharacters + inner,
  };
}

function isSubstitution(node: TemplateNode): node is Substitution {
  return typeof node === 'object' && node.kind === 'substitution';
}

function finishedAttributes(attributes: readonly TemplateAttribute[]): EvtxElement['attributes'] | undefined {
  if (attributes.length === 0) return NO_ATTRIBUTES;
  const finished: { [name: string]: string } = {};
  for (const { name, content } of attributes) {
    const [text = ''] = content;
    if (content.length > 1 || typeof text !== 'string') return undefined;
    finished[name] = text;
  }
  return finished;
}

/** The element without anything to fill in and without mixed content, else undefined. */
function finishedElement(
  name: string,
  attributes: EvtxElement['attributes'],
  content: readonly TemplateNode[],
): EvtxElement | undefined {
  if (content.length === 0) return { name, attributes, children: NO_CHILDREN, text: '' };
  const [text] = content;
  if (typeof text === 'string' && content.length === 1)
    return { name, attributes, children: NO_CHILDREN, text };
  const children = content.flatMap(node =>
    typeof node === 'object' && node.kind === 'element' && node.same !== undefined ? node.same : [],
  );
  return children.length === content.length ? { name, attributes, children, text: '' } : undefined;
}

/** What finished content costs. */
function unitsOf(content: readonly TemplateNode[]): number {
  return content.reduce((sum, node) => {
    if (typeof node === 'string') return sum + node.length;
    return node.kind === 'element' ? sum + node.units : sum;
  }, 0);
}

function unitsOfAttribute({ name, content }: TemplateAttribute): number {
  return content.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), name.length);
}
