import { piecesOfEql, type QueryPiece } from '../lang/eql/index.ts';
import { visible } from '../source/display-text.ts';
import type { Colors } from './colors.ts';

/**
 * The lines of a query as it was written, in colours where its language is known here. They are not wrapped, so
 * that what is copied from the terminal is the query.
 */
export function queryLines(query: string, language: string | undefined, colors: Colors): readonly string[] {
  const pieces: readonly QueryPiece[] =
    language === 'eql' ? piecesOfEql(query) : [{ kind: 'other', text: query }];
  const lines = [''];
  for (const { kind, text } of pieces) {
    for (const [at, part] of text.split(/\r?\n/).entries()) {
      if (at > 0) lines.push('');
      if (part !== '')
        lines[lines.length - 1] += colored(kind, visible(part.replaceAll('\t', '    ')), colors);
    }
  }
  const isBlank = (line: string | undefined): boolean => line?.trim() === '';
  while (isBlank(lines.at(-1))) lines.pop();
  while (isBlank(lines[0])) lines.shift();
  return lines.map(line => line.trimEnd());
}

function colored(kind: QueryPiece['kind'], text: string, colors: Colors): string {
  switch (kind) {
    case 'keyword':
      return colors.magenta(text);
    case 'string':
      return colors.green(text);
    case 'number':
      return colors.yellow(text);
    case 'name':
      return colors.cyan(text);
    case 'comment':
      return colors.dim(text);
    case 'other':
      return text;
  }
}
