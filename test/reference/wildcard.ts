/** Wildcard patterns by their definition: exponential, obvious. Code points, whole text. */
export function matchesWildcard(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*')
    return matchesWildcard(rest, text) || (text.length > 0 && matchesWildcard(pattern, text.slice(1)));
  return text.length > 0 && (first === '?' || first === text[0]) && matchesWildcard(rest, text.slice(1));
}

const asRegExps = new Map<string, RegExp>();

/** The same said by JavaScript's regular expressions, for patterns and texts too long for the definition. */
export function matchesAsRegExp(pattern: string, text: string): boolean {
  let regExp = asRegExps.get(pattern);
  if (regExp === undefined) {
    const source = pattern
      .replace(/[\\^$.|+()[\]{}/]/g, '\\$&')
      .replaceAll('?', '.')
      .replace(/\*+/g, '.*');
    regExp = new RegExp(`^${source}$`, 'su');
    asRegExps.set(pattern, regExp);
  }
  return regExp.test(text);
}
