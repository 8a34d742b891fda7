/**
 * Where the keys and values of a rule stand in its file. Values are read by the quick parsers, which keep no
 * positions; the places are looked up by a slower reading, and only once something has to be said about one.
 */
import type { Span } from '../source/span.ts';

/** The way to a value from the top of the rule: `['threat', 0, 'tactic', 'id']`. */
export type KeyPath = readonly (string | number)[];

export interface KeyPlace {
  /** The key as written; the element itself where the value stands in a list. */
  readonly key: Span;
  readonly value: Span;
}

export interface KeyPlaces {
  /** Offsets in the file; undefined where the format has no such key written out. */
  find(path: KeyPath): KeyPlace | undefined;
  /** The place in the file of offset `offset` of the string written at `path`, whatever escapes stand before it. */
  toFile(path: KeyPath, offset: number): number;
}

/** From offset `inner` of a decoded string on, characters stand one to one from offset `outer` of the file. */
export interface Anchor {
  readonly inner: number;
  readonly outer: number;
}

/**
 * @param find the place of a path
 * @param anchorsOf the anchors of the string at a path, in ascending order; computed once for each path
 */
export function keyPlaces(
  find: (path: KeyPath) => KeyPlace | undefined,
  anchorsOf: (path: KeyPath, place: KeyPlace | undefined) => readonly Anchor[],
): KeyPlaces {
  const known = new Map<string, readonly Anchor[]>();
  return {
    find,
    toFile(path, offset) {
      const id = pathId(path);
      let anchors = known.get(id);
      if (anchors === undefined) {
        anchors = anchorsOf(path, find(path));
        known.set(id, anchors);
      }
      return throughAnchors(anchors, offset);
    },
  };
}

/** The places of a value inside the whole, as seen from that value. */
export function placesWithin(places: KeyPlaces, prefix: KeyPath): KeyPlaces {
  return {
    find: path => places.find([...prefix, ...path]),
    toFile: (path, offset) => places.toFile([...prefix, ...path], offset),
  };
}

/** A path as one string, for maps; no key holds the character that joins it. */
export function pathId(path: KeyPath): string {
  return path.join('\0');
}

/** The outer offset by the last anchor that begins at or before `offset`. */
function throughAnchors(anchors: readonly Anchor[], offset: number): number {
  let low = 0;
  let high = anchors.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((anchors[middle]?.inner ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const anchor = anchors[low];
  return anchor === undefined ? offset : anchor.outer + (offset - anchor.inner);
}
