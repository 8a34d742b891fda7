import type { ReactNode } from 'react';
import { valuesOf } from '../../event/field-value.ts';
import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import { Value } from './value.tsx';

/** A piece of running text, whose blanks at its ends part it from its neighbours and say nothing. */
export function Prose({
  isCode = false,
  text,
}: {
  readonly text: string;
  readonly isCode?: boolean;
}): ReactNode {
  const line = text.replace(/[\t\r\n]+/g, ' ');
  const core = line.replace(/^ | $/g, '');
  return (
    <>
      {line.startsWith(' ') ? ' ' : null}
      {core === '' ? null : <Value value={core} isCode={isCode} />}
      {line.endsWith(' ') && line.length > 1 ? ' ' : null}
    </>
  );
}

const PLACEHOLDER = /\{\{\s*([\w.@-]+)\s*\}\}/g;
const MOST_VALUES = 5;

/** Text of a guide with `{{field}}` filled from documents: as values, which are never read as Markdown. */
export function FilledProse({
  documents,
  isCode = false,
  text,
}: {
  readonly text: string;
  readonly documents: readonly JsonObject[];
  readonly isCode?: boolean;
}): ReactNode {
  const pieces: ReactNode[] = [];
  let done = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    const field = found[1] ?? '';
    const values = valuesIn(documents, field);
    if (values.length === 0) continue;
    if (found.index > done)
      pieces.push(<Prose key={`text ${done}`} text={text.slice(done, found.index)} isCode={isCode} />);
    const start = found.index;
    for (const value of new Set(values.slice(0, MOST_VALUES)))
      pieces.push(
        pieces.length > 0 && value !== values[0] ? ', ' : '',
        <Value key={`${start} ${value}`} field={field} value={value} isCode />,
      );
    if (values.length > MOST_VALUES) pieces.push(` and ${values.length - MOST_VALUES} more`);
    done = found.index + found[0].length;
  }
  if (done < text.length) pieces.push(<Prose key={`text ${done}`} text={text.slice(done)} isCode={isCode} />);
  return pieces;
}

function valuesIn(documents: readonly JsonObject[], field: string): readonly string[] {
  for (const document of documents) {
    const values = valuesOf(readField(document, field));
    if (values.length > 0) return values.map(String);
  }
  return [];
}
