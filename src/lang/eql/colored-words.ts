/** A query cut into pieces by what they are, for showing it in colours: nothing is lost, whatever the text says. */
import { Report } from '../../source/report.ts';
import { sourceText } from '../../source/source-text.ts';
import { Lexer } from './lexer.ts';
import type { Token } from './token.ts';

export interface QueryPiece {
  readonly kind: 'keyword' | 'name' | 'string' | 'number' | 'comment' | 'other';
  readonly text: string;
}

export function piecesOfEql(query: string): readonly QueryPiece[] {
  const lexer = new Lexer(query, new Report(sourceText('query', query)));
  const pieces: QueryPiece[] = [];
  let at = 0;
  for (let token = lexer.next(); ; token = lexer.next()) {
    pieces.push(...betweenTokens(query.slice(at, token.span.start)));
    if (token.kind === 'end') return pieces;
    const piece: QueryPiece = { kind: kindOf(token), text: query.slice(token.span.start, token.span.end) };
    const last = pieces.at(-1);
    // A path of several names is one piece.
    if (last?.kind === 'name' && piece.kind === 'name' && at === token.span.start)
      pieces[pieces.length - 1] = { kind: 'name', text: last.text + piece.text };
    else pieces.push(piece);
    at = token.span.end;
  }
}

/** Blanks and comments. */
function betweenTokens(text: string): readonly QueryPiece[] {
  const start = text.search(/\S/);
  if (start < 0) return text === '' ? [] : [{ kind: 'other', text }];
  const end = text.trimEnd().length;
  return [
    { kind: 'other', text: text.slice(0, start) },
    { kind: 'comment', text: text.slice(start, end) },
    { kind: 'other', text: text.slice(end) },
  ];
}

function kindOf({ kind }: Token): QueryPiece['kind'] {
  switch (kind) {
    case 'string':
    case 'number':
      return kind;
    case 'name':
    case 'quoted-name':
    case 'function-name':
    case '.':
      return 'name';
    default:
      return /^[a-z]/.test(kind) ? 'keyword' : 'other';
  }
}
