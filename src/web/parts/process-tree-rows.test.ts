import { describe, expect, test } from 'vitest';
import type { TreeNode } from '../server/alert-answers.ts';
import { activityText, mergedTree, treeOfEvents, treeRows } from './process-tree-rows.ts';

function node(key: string, more: Partial<TreeNode> = {}): TreeNode {
  return { key, role: 'descendant', alerts: [], moreAlerts: 0, ...more };
}
const shown = (nodes: readonly TreeNode[], closed: readonly string[] = []): readonly string[] =>
  treeRows(nodes, new Set(closed)).map(({ level, node: { key } }) => `${' '.repeat(level - 1)}${key}`);

describe('the rows of a process tree', () => {
  test('stand below their parents, the earlier ones first', () => {
    const nodes = [
      node('child 2', { parentKey: 'parent', start: '2026-01-01T00:00:02Z' }),
      node('parent', { role: 'ancestor' }),
      node('child 1', { parentKey: 'parent', start: '2026-01-01T00:00:01Z' }),
    ];
    expect(shown(nodes)).toEqual(['parent', ' child 1', ' child 2']);
    expect(shown(nodes, ['parent'])).toEqual(['parent']);
  });

  test('a parent that is not there makes its child a root', () => {
    expect(shown([node('a', { parentKey: 'gone' })])).toEqual(['a']);
  });

  test('processes that name each other as parents do not go on for ever', () => {
    const nodes = [node('root'), node('a', { parentKey: 'b' }), node('b', { parentKey: 'a' })];
    expect(shown(nodes)).toEqual(['a', ' b', 'root']);
  });

  test('show five siblings and those with alerts, and count the others', () => {
    const siblings = Array.from({ length: 9 }, (_, at) =>
      node(`s${at}`, {
        role: 'sibling',
        parentKey: 'parent',
        alerts: at === 8 ? [{ uuid: 'u', rule: 'r', severity: 'low' }] : [],
      }),
    );
    const [parent, ...rest] = treeRows([node('parent', { children: 20 }), ...siblings], new Set());
    expect(rest.map(row => row.node.key)).toEqual(['s0', 's1', 's2', 's3', 's4', 's8']);
    expect(parent?.moreChildren).toBe(14);
  });
});

describe('the tree of the alert’s own events', () => {
  const start = {
    '@timestamp': '2026-01-01T00:00:00Z',
    event: { category: ['process'], type: ['start'] },
    process: { entity_id: 'e2', pid: 7, name: 'b.exe', parent: { entity_id: 'e1', pid: 3, name: 'a.exe' } },
  };
  const connection = {
    event: { category: ['network'] },
    process: { entity_id: 'e2', pid: 7, name: 'b.exe' },
  };

  test('is the acting process below its parent, which is a guess', () => {
    const nodes = treeOfEvents([start, connection]);
    expect(shown(nodes)).toEqual(['e1', ' e2']);
    expect(nodes.map(({ doubt, start: at }) => [doubt !== undefined, at])).toEqual([
      [true, undefined],
      [false, '2026-01-01T00:00:00Z'],
    ]);
  });

  test('gives way to what the server found, and adds what it did not', () => {
    const answer = {
      self: 'e2',
      joinedBy: 'entity' as const,
      cuts: [],
      isPartial: false,
      window: { from: '', to: '' },
      nodes: [node('e2', { role: 'self', name: 'of the server' })],
    };
    expect(mergedTree(treeOfEvents([start]), answer).map(({ key, name }) => [key, name])).toEqual([
      ['e2', 'of the server'],
      ['e1', 'a.exe'],
    ]);
  });

  test('is empty where events name no process', () => {
    expect(treeOfEvents([{ event: { category: ['authentication'] } }])).toEqual([]);
  });
});

test('what a process did is said in words', () => {
  const activity = { network: 1, dns: 0, file: 2, registry: 0, library: 0, other: 0 };
  expect(activityText(node('a', { activity, children: 1 }))).toBe('1 network event, 2 file events, 1 child');
  expect(activityText(node('a'))).toBe('');
});
