import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { Span } from '../source/span.ts';
import { type KeyPath, type KeyPlace, type KeyPlaces, keyPlaces } from './key-places.ts';
import { readJsonString } from './written-string.ts';

/**
 * The places of every key of a JSON text, paths from the top of the document; the tree is made when the first
 * one is asked for.
 *
 * @param base offset of `text` in the file: a line of an NDJSON export starts where it starts
 */
export function jsonPlaces(text: string, base: number): KeyPlaces {
  let root: Node | undefined;
  const find = (path: KeyPath): KeyPlace | undefined => {
    root ??= treeOf(text);
    const node = root && findNodeAtLocation(root, [...path]);
    if (node === undefined) return undefined;
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    return { key: key === undefined ? beginning(node) : span(key), value: span(node) };
  };
  return keyPlaces(find, (_path, place) => {
    if (place === undefined) return [];
    const { start, end } = place.value;
    return readJsonString(text.slice(start - base, end - base), start).anchors;
  });

  /** An object in a list, or the whole document, is shown by its brace. */
  function beginning(node: Node): Span {
    return node.type === 'object' ? { start: base + node.offset, end: base + node.offset + 1 } : span(node);
  }

  function span(node: Node): Span {
    return { start: base + node.offset, end: base + node.offset + node.length };
  }
}

function treeOf(text: string): Node | undefined {
  try {
    return parseTree(text);
  } catch {
    // Nested deeper than the stack of that parser goes: the diagnostics then name the file alone.
    return undefined;
  }
}
