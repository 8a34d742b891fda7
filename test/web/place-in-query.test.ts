import { readFileSync } from 'node:fs';
import { buildParser } from '@lezer/generator';
import { expect, test } from 'vitest';
import { parseEql } from '../../src/lang/eql/index.ts';
import { parseKql } from '../../src/lang/kql/index.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { type PlaceInQuery, placeInEql, placeInKql } from '../../src/web/editor/place-in-query.ts';
import { escapedText } from '../../src/web/parts/quoted-text.ts';

const parser = buildParser(readFileSync('src/web/editor/eql.grammar', 'utf8'));

/** What is at the `^` of a query, in a word or two. */
function eqlAt(marked: string): string {
  const at = marked.indexOf('^');
  const text = marked.replace('^', '');
  return said(placeInEql(parser.parse(text), text, at), text);
}

function kqlAt(marked: string): string {
  const text = marked.replace('^', '');
  return said(placeInKql(text, marked.indexOf('^')), text);
}

function said(place: PlaceInQuery, text: string): string {
  if (place.kind === 'value')
    return `value of ${place.field}${place.isQuoted ? ', quoted' : ''}: ${text.slice(place.from, place.to)}`;
  return place.kind === 'start' && place.isStep ? 'start of a step' : place.kind;
}

test.each([
  ['^', 'start'],
  ['pro^', 'start'],
  ['sequence by host.id [^', 'start of a step'],
  ['sequence [ net^work where true]', 'start of a step'],
  ['process where ^', 'word'],
  ['process where process.na^', 'word'],
  ['process where process.name == "^"', 'value of process.name, quoted: '],
  ['process where process.name : "cm^d" and true', 'value of process.name, quoted: cmd'],
  ['process where process.name : "cm^', 'value of process.name, quoted: cm'],
  ['process where process.name in ("a", "b^")', 'value of process.name, quoted: b'],
  ['process where ?a.`b` like~ ("x", "^"', 'value of a.b, quoted: '],
  ['process where process.name == ^', 'value of process.name: '],
  ['process where process.name : (^', 'value of process.name: '],
  ['process where concat("^") == "x"', 'nothing'],
  ['process where true // not ^', 'nothing'],
  ['process where /* not ^ */ true', 'nothing'],
  ['process where process.pid == 4^', 'nothing'],
])('in EQL, `%s` asks for: %s', (marked, expected) => {
  expect(eqlAt(marked)).toBe(expected);
});

test.each([
  ['^', 'word'],
  ['process.na^', 'word'],
  ['process.name: ^', 'value of process.name: '],
  ['process.name: cm^', 'value of process.name: cm'],
  ['process.name: "cm^d"', 'value of process.name, quoted: cmd'],
  ['a: 1 and process.name: (x or "y z" or p^)', 'value of process.name: p'],
  ['process.pid >= ^', 'value of process.pid: '],
  ['a: 1 and pr^', 'word'],
  ['"free text ^"', 'nothing'],
])('in KQL, `%s` asks for: %s', (marked, expected) => {
  expect(kqlAt(marked)).toBe(expected);
});

test.each(['C:\\Windows\\x.exe', 'say "x"', 'a\nb\tc', '\\\\server\\share', 'plain'])(
  'the value %j means itself between quotes, in both languages',
  value => {
    const { value: eql } = parseEql(sourceText('query', `any where a == "${escapedText(value)}"`));
    const condition = eql?.body.kind === 'event-filter' ? eql.body.condition : undefined;
    expect(condition).toMatchObject({ right: { value } });
    const { value: kql } = parseKql(sourceText('query', `a: "${escapedText(value)}"`));
    expect(JSON.stringify(kql)).toContain(JSON.stringify(value));
  },
);
