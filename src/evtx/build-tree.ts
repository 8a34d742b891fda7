import type { Chunk } from './chunk.ts';
import { readBinaryXml } from './compile-template.ts';
import { Damage } from './damage.ts';
import { type EvtxElement, type EvtxInstruction, NO_ATTRIBUTES, NO_CHILDREN } from './element.ts';
import type { Substitutions } from './substitutions.ts';
import type { Instance, Substitution, TemplateAttribute, TemplateElement, TemplateNode } from './template.ts';
import { arrayTexts, valueText } from './value-text.ts';
import { ARRAY_FLAG, VALUE } from './value-type.ts';

/** Templates in values in templates: deeper than any event. */
const DEEPEST = 64;
/** What a node or an item of an array costs besides its characters. */
const NODE_UNITS = 16;

/** The element of a record: its template, filled with its values. What the template has alone is shared. */
export function buildTree(chunk: Chunk, instance: Instance): EvtxElement {
  const content = new Content();
  new TreeBuilder(chunk).fill(instance.template.content, instance.substitutions, content, 0);
  const root = content.children[0];
  if (root === undefined) throw new Damage('it holds no element');
  return root;
}

/** The content of one element while it grows. */
class Content {
  text = '';
  children: readonly EvtxElement[] = NO_CHILDREN;
  #ownChildren: EvtxElement[] | undefined;
  /** Everything in its order, once that is more than elements alone or texts alone. */
  #mixed: (EvtxElement | string | EvtxInstruction)[] | undefined;

  addText(text: string): void {
    if (text === '') return;
    if (this.children.length > 0) this.#startMixed();
    this.text += text;
    this.#mixed?.push(text);
  }

  addElement(element: EvtxElement): void {
    if (this.text !== '') this.#startMixed();
    if (this.#ownChildren === undefined) {
      this.#ownChildren = [];
      this.children = this.#ownChildren;
    }
    this.#ownChildren.push(element);
    this.#mixed?.push(element);
  }

  addInstruction(instruction: EvtxInstruction): void {
    this.#startMixed().push(instruction);
  }

  element(name: string, attributes: EvtxElement['attributes']): EvtxElement {
    const { text, children } = this;
    const mixed = this.#mixed;
    return mixed === undefined
      ? { name, attributes, children, text }
      : { name, attributes, children, text, mixed };
  }

  #startMixed(): (EvtxElement | string | EvtxInstruction)[] {
    this.#mixed ??= this.text === '' ? [...this.children] : [this.text];
    return this.#mixed;
  }
}

class TreeBuilder {
  readonly #chunk: Chunk;

  constructor(chunk: Chunk) {
    this.#chunk = chunk;
  }

  fill(nodes: readonly TemplateNode[], values: Substitutions, into: Content, depth: number): void {
    if (depth > DEEPEST) throw new Damage(`more than ${DEEPEST} elements are nested`);
    this.#chunk.budget.spend(nodes.length * NODE_UNITS);
    for (const node of nodes) {
      if (typeof node === 'string') {
        this.#chunk.budget.spend(node.length);
        into.addText(node);
        continue;
      }
      switch (node.kind) {
        case 'element':
          this.#addElements(node, values, into, depth);
          break;
        case 'substitution':
          this.#addValue(node.index, values, into, depth);
          break;
        case 'instance':
          this.fill(node.instance.template.content, node.instance.substitutions, into, depth + 1);
          break;
        case 'instruction':
          this.#chunk.budget.spend(node.target.length + node.data.length);
          into.addInstruction({ target: node.target, data: node.data });
      }
    }
  }

  /** The element, or none where the value that it depends on is null, or one for each item of an array. */
  #addElements(node: TemplateElement, values: Substitutions, into: Content, depth: number): void {
    if (node.dependency >= 0 && values.type(node.dependency) === VALUE.null) return;
    const { repeatedBy } = node;
    if (repeatedBy < 0 || (values.type(repeatedBy) & ARRAY_FLAG) === 0) {
      into.addElement(this.#element(node, values, depth, undefined));
      return;
    }
    const items = this.#items(repeatedBy, values);
    // An empty array leaves one empty element, as Windows writes it.
    for (const item of items.length === 0 ? [''] : items)
      into.addElement(this.#element(node, values, depth, item));
  }

  /** The element; `item` stands for the array that it is repeated by. */
  #element(
    node: TemplateElement,
    values: Substitutions,
    depth: number,
    item: string | undefined,
  ): EvtxElement {
    this.#chunk.budget.spend(node.units);
    if (node.same !== undefined) return node.same;
    const attributes = node.sameAttributes ?? this.#attributes(node.attributes, values);
    const { name, content } = node;
    const [only] = content;
    // Nearly all elements that differ between records hold one value and nothing else.
    if (content.length === 1 && typeof only === 'object' && only.kind === 'substitution') {
      const text = item ?? this.#textOf(only, values);
      if (text !== undefined) return { name, attributes, children: NO_CHILDREN, text };
    }
    const inner = new Content();
    for (const part of content) {
      const isRepeated =
        item !== undefined &&
        typeof part === 'object' &&
        part.kind === 'substitution' &&
        part.index === node.repeatedBy;
      if (isRepeated) {
        this.#chunk.budget.spend(NODE_UNITS + item.length);
        inner.addText(item);
      } else this.fill([part], values, inner, depth + 1);
    }
    return inner.element(name, attributes);
  }

  #addValue(index: number, values: Substitutions, into: Content, depth: number): void {
    const type = values.type(index);
    if (type === VALUE.binaryXml) {
      const start = values.start(index);
      const size = values.size(index);
      if (size === 0) return;
      this.#chunk.budget.spend(size);
      const { template, substitutions } = readBinaryXml(this.#chunk, start, start + size, 'value', depth);
      this.fill(template.content, substitutions, into, depth + 1);
      return;
    }
    into.addText((type & ARRAY_FLAG) === 0 ? this.#value(index, values) : this.#joined(index, values));
  }

  /** The text of a value; undefined for nested XML. */
  #textOf({ index }: Substitution, values: Substitutions): string | undefined {
    const type = values.type(index);
    if (type === VALUE.binaryXml) return undefined;
    return (type & ARRAY_FLAG) === 0 ? this.#value(index, values) : this.#joined(index, values);
  }

  #attributes(attributes: readonly TemplateAttribute[], values: Substitutions): EvtxElement['attributes'] {
    const found: { [name: string]: string } = {};
    let isEmpty = true;
    for (const { name, content } of attributes) {
      const [only] = content;
      const isAbsent =
        content.length === 1 &&
        typeof only === 'object' &&
        only.isOptional &&
        values.type(only.index) === VALUE.null;
      if (isAbsent) continue;
      isEmpty = false;
      let text = '';
      for (const part of content)
        text += typeof part === 'string' ? part : (this.#textOf(part, values) ?? '');
      found[name] = text;
    }
    return isEmpty ? NO_ATTRIBUTES : found;
  }

  #value(index: number, values: Substitutions): string {
    const size = values.size(index);
    this.#chunk.budget.spend(size);
    return valueText(this.#chunk, values.type(index), values.start(index), size);
  }

  #items(index: number, values: Substitutions): readonly string[] {
    const size = values.size(index);
    this.#chunk.budget.spend(size * NODE_UNITS);
    return arrayTexts(this.#chunk, values.type(index), values.start(index), size);
  }

  /** An array where nothing can be repeated. */
  #joined(index: number, values: Substitutions): string {
    return this.#items(index, values).join(',');
  }
}
