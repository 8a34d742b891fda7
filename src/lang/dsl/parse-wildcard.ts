import type { PatternPart } from '../../plan/index-tests.ts';

/**
 * A pattern of the `wildcard` clause: `*` is any text, `?` any one character, and a backslash takes the meaning from
 * what follows it, be it a wildcard, a backslash or a letter. So `C:\Temp\*` is the pattern `C:Temp*` with a star that
 * is meant as itself, which no path of Windows fits; whoever means a backslash writes two.
 */
export function parseWildcard(text: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  let literal = '';
  const close = (): void => {
    if (literal !== '') parts.push({ literal });
    literal = '';
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '*' || sign === '?') {
      close();
      parts.push(sign);
    } else if (sign === '\\' && at + 1 < text.length) {
      at += 1;
      literal += text[at] ?? '';
    } else literal += sign;
  }
  close();
  return parts;
}
