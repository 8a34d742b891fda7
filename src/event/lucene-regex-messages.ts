/** What is said about a regular expression that cannot be used; the caller knows where it stands. */
export interface RegexProblem {
  readonly message: string;
  /** In UTF-16 units of the pattern. */
  readonly offset: number;
}

export const regexMessages = {
  unexpectedEnd: (wanted: string): string => `expected ${wanted}, found the end of the pattern`,
  unexpected: (wanted: string, found: string): string => `expected ${wanted}, found \`${found}\``,
  unmatchedParenthesis: (): string => '`)` closes no `(`',
  reversedRange: (from: string, to: string): string => `the range \`${from}-${to}\` runs backwards`,
  reversedRepeat: (min: number, max: number): string => `\`{${min},${max}}\` allows less than it demands`,
  badInterval: (text: string): string =>
    `\`<${text}>\` is no interval of numbers such as \`<1-31>\`; write \`\\<\` for the character itself`,
  tooDeep: (depth: number): string => `nests deeper than ${depth} levels`,
  tooManyRepeats: (most: number): string => `repeats more than ${most} times, nested repeats multiplied`,
  tooLarge: (most: number): string => `is larger than ${most} characters once its repeats are written out`,
  tooComplex: (operator: '~' | '&'): string =>
    `the operator \`${operator}\` cannot be worked out within bounds; write \`\\${operator}\` for the character itself, ` +
    'or use it on a simpler expression',
};
