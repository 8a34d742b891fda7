import { type AST, parseTOML } from 'toml-eslint-parser';
import type { Span } from '../source/span.ts';
import { type KeyPath, type KeyPlace, type KeyPlaces, keyPlaces, pathId } from './key-places.ts';
import { readTomlString } from './written-string.ts';

/**
 * The places of every key of a TOML text, paths from the top of the document. The text is read when the first
 * place is asked for: it costs several times what reading the values costs.
 *
 * @param base offset of `text` in the file (a byte order mark stands before it)
 */
export function tomlPlaces(text: string, base: number): KeyPlaces {
  let known: ReadonlyMap<string, KeyPlace> | undefined;
  const find = (path: KeyPath): KeyPlace | undefined => {
    known ??= readPlaces(text, base);
    return known.get(pathId(path));
  };
  return keyPlaces(find, (_path, place) => {
    if (place === undefined) return [];
    const { start, end } = place.value;
    return readTomlString(text.slice(start - base, end - base), start).anchors;
  });
}

function readPlaces(text: string, base: number): ReadonlyMap<string, KeyPlace> {
  const places = new Map<string, KeyPlace>();
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text);
  } catch {
    // The two parsers differ on a corner of TOML: the diagnostics then name the file alone.
    return places;
  }
  for (const node of program.body[0].body) {
    if (node.type === 'TOMLKeyValue') addPair(node, []);
    else {
      const header = span(node.key);
      addWithParents(node.resolvedKey, { key: header, value: header });
      for (const pair of node.body) addPair(pair, node.resolvedKey);
    }
  }
  return places;

  function addPair(pair: AST.TOMLKeyValue, parent: KeyPath): void {
    const names = pair.key.keys.map(key => (key.type === 'TOMLBare' ? key.name : key.value));
    const path = [...parent, ...names];
    addWithParents(path, { key: span(pair.key), value: span(pair.value) });
    addInside(pair.value, path);
  }

  function addInside(value: AST.TOMLContentNode, path: KeyPath): void {
    if (value.type === 'TOMLInlineTable') for (const pair of value.body) addPair(pair, path);
    if (value.type !== 'TOMLArray') return;
    for (const [index, element] of value.elements.entries()) {
      const place = span(element);
      places.set(pathId([...path, index]), { key: place, value: place });
      addInside(element, [...path, index]);
    }
  }

  /** `[rule.threat]` also is the first mention of `rule`. */
  function addWithParents(path: KeyPath, place: KeyPlace): void {
    places.set(pathId(path), place);
    for (let length = path.length - 1; length > 0; length--) {
      const id = pathId(path.slice(0, length));
      if (places.has(id)) return;
      places.set(id, place);
    }
  }

  function span(node: { readonly range: readonly [number, number] }): Span {
    return { start: base + node.range[0], end: base + node.range[1] };
  }
}
