/**
 * An element of a record, with every value as the text that Windows shows for it. Elements that are the same in
 * each record of a template are one object: they must not be changed.
 */
export interface EvtxElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly EvtxElement[];
  /** All text directly inside, put together. */
  readonly text: string;
  /** Children, texts and instructions in their order; only where there is more than text or elements alone. */
  readonly mixed?: readonly (EvtxElement | string | EvtxInstruction)[];
}

/** A processing instruction of XML. */
export interface EvtxInstruction {
  readonly target: string;
  readonly data: string;
}

export const NO_ATTRIBUTES: EvtxElement['attributes'] = Object.freeze({});
export const NO_CHILDREN: readonly EvtxElement[] = Object.freeze([]);
