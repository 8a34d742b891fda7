/**
 * Cases in which we stand by another answer than the suite's. Each is run like any other: it counts as passed
 * only while the answer is the one given here, and fails when it becomes the suite's own, so that no line of
 * this table outlives its reason.
 */
export interface KnownDifference {
  readonly file: string;
  /** The case's name; of an error case, its query. */
  readonly name: string;
  /** What comes here instead, or its first line. */
  readonly found: string;
  readonly reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    file: 'unit/error-cases.json',
    name: 'foo where endgame.pi == 0',
    found: '1:11 EQL106 unknown field `endgame.pi`',
    reason:
      '`endgame.pid` is not proposed: names are compared part by part, and two letters are too few to tell a slip ' +
      'from another name (`user.ip` is no slip of `user.id`)',
  },
  {
    file: 'unit/error-cases.json',
    name: '"\\u{}"',
    found: '1:2 EQL004',
    reason: 'the escape is what is wrong, not the quote that opens the string before it',
  },
  {
    file: 'unit/error-cases.json',
    name: 'process where match(plain_text, "foo.*")',
    found: '1:15 EQL103 unknown function `match`',
    reason: '`cidrMatch` is no slip of `match`: it has 4 letters more, and asks for addresses',
  },
];
