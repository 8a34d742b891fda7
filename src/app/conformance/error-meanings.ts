/**
 * What Elasticsearch's messages mean, in our codes. The words of a message are each engine's own; that the same
 * thing is called wrong is not.
 */
import type { DiagnosticCode } from '../../source/codes/index.ts';

interface Meaning {
  readonly message: RegExp;
  readonly codes: readonly DiagnosticCode[];
}

/** The first that fits is meant. */
const MEANINGS: readonly Meaning[] = [
  { message: /^Condition expression needs to be boolean/, codes: ['EQL201'] },
  { message: /^Unknown column /, codes: ['EQL101', 'EQL106'] },
  { message: /^Unknown function /, codes: ['EQL103'] },
  { message: /^Process relationships /, codes: ['EQL019'] },
  { message: /^Array indexes /, codes: ['EQL018'] },
  { message: /argument of \[:\] must be \[string\]/, codes: ['EQL202'] },
  { message: /argument of \[.* in \(.*\)\] must be /, codes: ['EQL204'] },
  { message: /argument of \[.*\] must be a constant/, codes: ['EQL207'] },
  { message: /argument of \[.*\] must be /, codes: ['EQL206'] },
  { message: /^error building .*: expects .* arguments?$/, codes: ['EQL205'] },
  { message: /^Comparisons against fields /, codes: ['EQL208'] },
  { message: /^Sequence key .* is incompatible with key /, codes: ['EQL303'] },
  { message: /^Please specify sequence \[by\] before \[with\]/, codes: ['EQL306'] },
  { message: /^No time unit specified/, codes: ['EQL305'] },
  { message: /^Use (?:triple )?double quotes /, codes: ['EQL005'] },
  { message: /unicode (?:sequence|character)/i, codes: ['EQL004'] },
  { message: /^token recognition error at: '"\\u/, codes: ['EQL004'] },
  { message: /^token recognition error /, codes: ['EQL001', 'EQL002', 'EQL003'] },
  {
    message: /^(?:mismatched input|extraneous input|no viable alternative) /,
    codes: ['EQL010', 'EQL011', 'EQL012', 'EQL013', 'EQL014', 'EQL015', 'EQL016', 'EQL021'],
  },
  { message: /^Pipe \[\w+\] is not supported/, codes: ['EQL402'] },
];

/** Any syntax error, for cases that give no message. */
export const SYNTAX_CODES: readonly DiagnosticCode[] = ['EQL010', 'EQL011', 'EQL012', 'EQL013', 'EQL014'];

/** The codes of ours that say what the message says; undefined where nobody has written that down yet. */
export function codesFor(message: string): readonly DiagnosticCode[] | undefined {
  return MEANINGS.find(meaning => meaning.message.test(message))?.codes;
}

/** The names that a message proposes: `did you mean any of [pid, ppid]?`. */
export function suggestionsIn(message: string): readonly string[] {
  const list = /did you mean (?:any of )?\[([^\]]*)\]\?$/.exec(message)?.[1];
  return list === undefined ? [] : list.split(', ');
}
