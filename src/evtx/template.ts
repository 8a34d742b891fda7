import type { EvtxElement, EvtxInstruction } from './element.ts';
import type { Substitutions } from './substitutions.ts';

/**
 * The content of a record is a *template*, which says what is the same in many records, and *substitutions*,
 * the values of this one. The tokens of a template are compiled once a chunk to these nodes.
 */
export interface Template {
  readonly content: readonly TemplateNode[];
}

/** Literal text is a string, freed of entities; adjacent texts are one. */
export type TemplateNode = string | TemplateElement | Substitution | NestedInstance | TemplateInstruction;

export interface TemplateElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly TemplateAttribute[];
  readonly content: readonly TemplateNode[];
  /** The substitution without whose value the element is left out; -1: none. */
  readonly dependency: number;
  /** The substitution that, where its value is an array, makes an element of each item; -1: none. */
  readonly repeatedBy: number;
  /** The finished attributes, where no substitution is in them. */
  readonly sameAttributes: EvtxElement['attributes'] | undefined;
  /** The finished element, where no substitution is in it. */
  readonly same: EvtxElement | undefined;
  /** What it costs to unfold, but for its content; the whole cost where it is `same`. */
  readonly units: number;
}

export interface TemplateAttribute {
  readonly name: string;
  readonly content: readonly (string | Substitution)[];
}

/** The place of a value. */
export interface Substitution {
  readonly kind: 'substitution';
  readonly index: number;
  /** What holds nothing but this is left out where the value is null. */
  readonly isOptional: boolean;
}

/** A template that stands inside other content with its values. */
export interface NestedInstance {
  readonly kind: 'instance';
  readonly instance: Instance;
}

export interface TemplateInstruction extends EvtxInstruction {
  readonly kind: 'instruction';
}

/** A template with the values of one record, or of one nested fragment. */
export interface Instance {
  readonly template: Template;
  readonly substitutions: Substitutions;
}
