import { expect, test } from 'vitest';
import { readWindowsXml } from './read-windows-xml.ts';

const SYSTEM = '<System><EventID>1</EventID></System>';

test('an attribute may be called as a function of all objects is', () => {
  const outcome = readWindowsXml(
    `<Event>${SYSTEM}<EventData><Data hasOwnProperty="x" __proto__="y" Name="a" hasOwnProperty="z">b</Data></EventData></Event>`,
  );
  expect(outcome.kind === 'event' && [...outcome.event.data]).toEqual([['a', 'b']]);
});

test.each(['<!ENTITY a>', '<!ELEMENT a ANY>', `<!${'a'.repeat(100_000)}`, `<!"${'a'.repeat(100_000)}">`])(
  'a declaration inside an event is refused: %.12s',
  declaration => {
    expect(readWindowsXml(`<Event>${SYSTEM}${declaration}</Event>`)).toEqual({
      kind: 'bad',
      problem: 'a declaration stands in it',
    });
  },
);

test('comments and sections of text are no declarations, however long', () => {
  const long = '<!'.repeat(10_000);
  const outcome = readWindowsXml(
    `<Event><!--${long}-->${SYSTEM}<EventData><Data Name="a"><![CDATA[${long}]]></Data></EventData></Event>`,
  );
  expect(outcome.kind === 'event' && outcome.event.data.get('a')).toBe(long);
});

test('elements of one name under UserData are a list in their order', () => {
  const outcome = readWindowsXml(
    `<Event>${SYSTEM}<UserData><Any><a>1</a><b>2</b><a>3</a><a/></Any></UserData></Event>`,
  );
  expect(outcome.kind === 'event' && outcome.event.userData).toEqual({
    xml_name: 'Any',
    a: ['1', '3', ''],
    b: '2',
  });
});

test.each([
  ['&unknown;', /entity/],
  ['<a>'.repeat(65), /nested/],
])('what could unfold or nest without end is refused: %.12s', (text, problem) => {
  const outcome = readWindowsXml(`<Event>${SYSTEM}<EventData><Data>${text}</Data></EventData></Event>`);
  expect(outcome.kind === 'bad' && outcome.problem).toMatch(problem);
});
