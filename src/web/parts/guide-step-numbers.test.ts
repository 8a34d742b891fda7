import { expect, test } from 'vitest';
import { numberSteps, type TreeElement } from './guide-step-numbers.ts';

const element = (tagName: string, ...children: TreeElement[]): TreeElement => ({
  type: 'element',
  tagName,
  children,
});
const numbersIn = (tree: TreeElement): readonly unknown[] => {
  numberSteps()(tree);
  const walk = ({ children = [], properties, tagName }: TreeElement): readonly unknown[] => [
    ...(properties?.['dataStep'] === undefined ? [] : [`${tagName} ${String(properties['dataStep'])}`]),
    ...children.flatMap(walk),
  ];
  return walk(tree);
};
const root = (...children: TreeElement[]): TreeElement => ({ type: 'root', children });

test('entries of lists are steps, entries in entries are not', () => {
  const nested = element('li', element('ul', element('li')));
  expect(
    numbersIn(root(element('h2'), element('ol', element('li'), nested), element('ul', element('li')))),
  ).toEqual(['li 0', 'li 1', 'li 2']);
});

test('of a guide without lists headings are steps', () => {
  expect(numbersIn(root(element('h1'), element('h2'), element('p'), element('h3')))).toEqual([
    'h2 0',
    'h3 1',
  ]);
});

test('more steps than are kept are not numbered', () => {
  expect(numbersIn(root(element('ul', ...Array.from({ length: 300 }, () => element('li')))))).toHaveLength(
    200,
  );
});
