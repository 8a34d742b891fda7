import type { RegexNode } from '../../src/event/lucene-regex-syntax.ts';

/**
 * Where matches of the expression that begin at `at` can end: the meaning of each operator, written down. It takes
 * the tree that the parser made; that the parser reads patterns rightly is a matter of its own test.
 */
export function endsOf(
  node: RegexNode,
  text: readonly string[],
  at: number,
  ignoreCase = false,
): ReadonlySet<number> {
  switch (node.kind) {
    case 'text': {
      const wanted = [...node.text];
      const same = wanted.every((character, index) =>
        casesOf(text[at + index], ignoreCase).includes(character),
      );
      return new Set(same ? [at + wanted.length] : []);
    }
    case 'any-character':
      return new Set(at < text.length ? [at + 1] : []);
    case 'any-text':
      return new Set(rangeFrom(at, text.length));
    case 'nothing':
      return new Set();
    case 'class': {
      if (at >= text.length) return new Set();
      const member = casesOf(text[at], ignoreCase).some(character => {
        const code = character.codePointAt(0) ?? 0;
        return node.ranges.some(([first, last]) => code >= first && code <= last);
      });
      return new Set(member !== node.negated ? [at + 1] : []);
    }
    case 'interval':
      return new Set(
        rangeFrom(at, text.length).filter(end => {
          const digits = text.slice(at, end).join('');
          if (!/^[0-9]+$/.test(digits)) return false;
          if (node.digits !== undefined && digits.length !== node.digits) return false;
          return BigInt(digits) >= BigInt(node.min) && BigInt(digits) <= BigInt(node.max);
        }),
      );
    case 'repeat':
      return endsOfRepeat(node.body, node.min, node.max ?? Number.POSITIVE_INFINITY, text, at, ignoreCase);
    case 'concat': {
      let ends: ReadonlySet<number> = new Set([at]);
      for (const part of node.parts)
        ends = new Set([...ends].flatMap(end => [...endsOf(part, text, end, ignoreCase)]));
      return ends;
    }
    case 'union':
      return new Set(node.branches.flatMap(branch => [...endsOf(branch, text, at, ignoreCase)]));
    case 'intersection': {
      const ends = node.branches.map(branch => endsOf(branch, text, at, ignoreCase));
      return new Set(rangeFrom(at, text.length).filter(end => ends.every(some => some.has(end))));
    }
    case 'complement': {
      const excluded = endsOf(node.body, text, at, ignoreCase);
      return new Set(rangeFrom(at, text.length).filter(end => !excluded.has(end)));
    }
  }
}

function endsOfRepeat(
  body: RegexNode,
  min: number,
  max: number,
  text: readonly string[],
  at: number,
  ignoreCase: boolean,
): ReadonlySet<number> {
  const ends = new Set<number>();
  const seen = new Set<string>();
  let current: ReadonlySet<number> = new Set([at]);
  for (let times = 0; times <= max && current.size > 0; times++) {
    if (times >= min) for (const end of current) ends.add(end);
    // Past the least count, a set of places that was there before brings nothing new.
    const state = [...current].sort().join();
    if (times >= min && seen.has(state)) break;
    seen.add(state);
    current = new Set([...current].flatMap(end => [...endsOf(body, text, end, ignoreCase)]));
  }
  return ends;
}

/** The character, and those that differ from it in case only. */
function casesOf(character: string | undefined, ignoreCase: boolean): readonly string[] {
  if (character === undefined) return [];
  return ignoreCase ? [character, character.toLowerCase(), character.toUpperCase()] : [character];
}

function rangeFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
