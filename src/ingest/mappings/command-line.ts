const QUOTE = '"';
const BACKSLASH = '\\';
const SPECIAL = /["\\ \t]/g;
const SPECIAL_IN_QUOTES = /["\\]/g;

/**
 * Splits a Windows command line as a C program of before 2008 sees it, which is how Elastic's pipelines fill
 * `process.args` and so what `process.args_count` in rules means. Blanks and tabs part arguments outside
 * quotes. Before a quote, 2n backslashes are n backslashes and the quote opens or closes; 2n+1 are n
 * backslashes and a literal quote; anywhere else backslashes are themselves. Inside quotes, `""` is one literal
 * quote *and* closes them. The program's own name follows the same rules.
 */
export function splitCommandLine(commandLine: string): readonly string[] {
  const args: string[] = [];
  let at = 0;
  for (;;) {
    while (isBlank(commandLine[at])) at++;
    if (at >= commandLine.length) return args;
    const [arg, next] = readArgument(commandLine, at);
    args.push(arg);
    at = next;
  }
}

function readArgument(text: string, start: number): readonly [arg: string, next: number] {
  let arg = '';
  let isQuoted = false;
  let at = start;
  while (at < text.length && (isQuoted || !isBlank(text[at]))) {
    const slashes = countBackslashes(text, at);
    at += slashes;
    if (text[at] !== QUOTE) {
      arg += BACKSLASH.repeat(slashes);
      if (slashes > 0) continue;
      // What is neither special here nor may end the argument is taken in one piece: command lines get long.
      const special = isQuoted ? SPECIAL_IN_QUOTES : SPECIAL;
      special.lastIndex = at + 1;
      const end = special.test(text) ? special.lastIndex - 1 : text.length;
      arg += text.slice(at, end);
      at = end;
      continue;
    }
    arg += BACKSLASH.repeat(slashes >> 1);
    at++;
    if (slashes % 2 === 1) arg += QUOTE;
    else {
      if (isQuoted && text[at] === QUOTE) {
        arg += QUOTE;
        at++;
      }
      isQuoted = !isQuoted;
    }
  }
  return [arg, at];
}

function countBackslashes(text: string, start: number): number {
  let end = start;
  while (text[end] === BACKSLASH) end++;
  return end - start;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
