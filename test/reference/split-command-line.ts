/** Character by character, with a count of the backslashes that wait for what follows them. */
export function naiveSplitCommandLine(text: string): readonly string[] {
  const args: string[] = [];
  let arg: string | undefined;
  let slashes = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\') {
      arg ??= '';
      slashes++;
      continue;
    }
    if (character === '"') {
      arg = (arg ?? '') + '\\'.repeat(Math.floor(slashes / 2));
      const isLiteral = slashes % 2 === 1;
      slashes = 0;
      if (isLiteral) arg += '"';
      else {
        if (isQuoted && text[at + 1] === '"') {
          arg += '"';
          at++;
        }
        isQuoted = !isQuoted;
      }
      continue;
    }
    if (slashes > 0) arg = (arg ?? '') + '\\'.repeat(slashes);
    slashes = 0;
    if (!isQuoted && (character === ' ' || character === '\t')) {
      if (arg !== undefined) args.push(arg);
      arg = undefined;
    } else arg = (arg ?? '') + character;
  }
  if (arg !== undefined) args.push(arg + '\\'.repeat(slashes));
  return args;
}
