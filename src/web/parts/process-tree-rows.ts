/** Processes as the rows of an indented tree. Pure. */
import { valuesOf } from '../../event/field-value.ts';
import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { ProcessTreeAnswer, TreeNode } from '../server/alert-answers.ts';

export interface TreeRow {
  readonly node: TreeNode;
  /** From 1. */
  readonly level: number;
  /** From 1, among its siblings that are shown. */
  readonly at: number;
  readonly of: number;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
  /** Children that were seen and are not shown. */
  readonly moreChildren: number;
}

const MOST_SIBLINGS = 5;

/** The processes that events name: who acts, and who started that one. What nobody looked for stays unsaid. */
export function treeOfEvents(documents: readonly JsonObject[]): readonly TreeNode[] {
  const nodes = new Map<string, TreeNode>();
  for (const document of documents) {
    const parent = mentionOf(document, 'process.parent');
    const self = mentionOf(document, 'process');
    const parentKey = parent === undefined ? undefined : keyOf(parent);
    if (parent !== undefined && parentKey !== undefined && !nodes.has(parentKey))
      nodes.set(parentKey, {
        ...parent,
        key: parentKey,
        role: 'ancestor',
        doubt: 'from its child’s parent fields',
        alerts: [],
        moreAlerts: 0,
      });
    if (self === undefined) continue;
    const key = keyOf(self);
    const before = nodes.get(key);
    const isStart = valuesOf(readField(document, 'event.type')).includes('start') && isProcessEvent(document);
    const start = isStart
      ? (textAt(document, 'kibana.alert.original_time') ?? textAt(document, '@timestamp'))
      : before?.start;
    nodes.set(key, {
      ...before,
      ...self,
      key,
      role: 'self',
      ...((parentKey ?? before?.parentKey) !== undefined && {
        parentKey: parentKey ?? before?.parentKey ?? '',
      }),
      ...(start !== undefined && { start }),
      alerts: [],
      moreAlerts: 0,
    });
  }
  return [...nodes.values()];
}

function isProcessEvent(document: JsonObject): boolean {
  return valuesOf(readField(document, 'event.category')).includes('process');
}

type Mention = Pick<TreeNode, 'entityId' | 'pid' | 'name' | 'executable' | 'commandLine' | 'user'>;

function mentionOf(document: JsonObject, at: 'process' | 'process.parent'): Mention | undefined {
  const entityId = textAt(document, `${at}.entity_id`);
  const [pid] = valuesOf(readField(document, `${at}.pid`));
  if (entityId === undefined && typeof pid !== 'number') return undefined;
  const said = {
    entityId,
    pid: typeof pid === 'number' ? pid : undefined,
    name: textAt(document, `${at}.name`),
    executable: textAt(document, `${at}.executable`),
    commandLine: textAt(document, `${at}.command_line`),
    user: at === 'process' ? textAt(document, 'user.name') : undefined,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Mention;
}

function keyOf({ entityId, pid }: Mention): string {
  return entityId ?? `pid ${pid}`;
}

function textAt(document: JsonObject, path: string): string | undefined {
  const [value] = valuesOf(readField(document, path));
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What is shown of the tree, parents before their children, those that began earlier first. */
export function treeRows(
  nodes: readonly TreeNode[],
  closed: ReadonlySet<string>,
  shown: (node: TreeNode) => boolean = () => true,
): readonly TreeRow[] {
  const keys = new Set(nodes.map(({ key }) => key));
  const children = new Map<string, TreeNode[]>();
  const roots: TreeNode[] = [];
  for (const node of nodes) {
    const isRoot = node.parentKey === undefined || !keys.has(node.parentKey) || node.parentKey === node.key;
    if (isRoot) roots.push(node);
    else children.set(node.parentKey ?? '', [...(children.get(node.parentKey ?? '') ?? []), node]);
  }
  roots.push(...firstOfCircles(nodes, roots, children));
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  const add = (list: readonly TreeNode[], level: number): void => {
    list.forEach((node, at) => {
      if (seen.has(node.key)) return;
      seen.add(node.key);
      const all = children.get(node.key) ?? [];
      const wanted = fewSiblings(all.filter(shown)).sort(byStart);
      const isOpen = !closed.has(node.key);
      rows.push({
        ...{ node, level },
        at: at + 1,
        of: list.length,
        hasChildren: wanted.length > 0,
        isOpen: wanted.length > 0 && isOpen,
        moreChildren: Math.max(node.children ?? 0, all.length) - wanted.length,
      });
      if (isOpen) add(wanted, level + 1);
    });
  };
  add(roots.filter(shown).sort(byStart), 1);
  return rows;
}

/** Process ids that were given out anew can go in a circle, which no root leads to. */
function firstOfCircles(
  nodes: readonly TreeNode[],
  roots: readonly TreeNode[],
  children: ReadonlyMap<string, readonly TreeNode[]>,
): readonly TreeNode[] {
  const reached = new Set<string>();
  const reach = (start: TreeNode): void => {
    const waiting = [start];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (reached.has(node.key)) continue;
      reached.add(node.key);
      waiting.push(...(children.get(node.key) ?? []));
    }
  };
  roots.forEach(reach);
  return nodes.filter(node => {
    if (reached.has(node.key)) return false;
    reach(node);
    return true;
  });
}

/** Of siblings the first few, and all with alerts. */
function fewSiblings(nodes: readonly TreeNode[]): TreeNode[] {
  let siblings = 0;
  return nodes.filter(({ alerts, role }) => {
    if (role !== 'sibling' || alerts.length > 0) return true;
    siblings += 1;
    return siblings <= MOST_SIBLINGS;
  });
}

function byStart(a: TreeNode, b: TreeNode): number {
  return (a.start ?? '').localeCompare(b.start ?? '') || a.key.localeCompare(b.key);
}

/** `1 network event, 2 files`: what a process did, in words; what it did not do is not said. */
export function activityText({ activity, children }: TreeNode): string {
  if (activity === undefined) return '';
  const said = [
    countOf(activity.network, 'network event'),
    countOf(activity.dns, 'DNS event'),
    countOf(activity.file, 'file event'),
    countOf(activity.registry, 'registry event'),
    countOf(activity.library, 'library load'),
    countOf(activity.other, 'other event'),
    countOf(children ?? 0, 'child', 'children'),
  ].filter(text => text !== '');
  return said.length === 0 ? 'nothing else seen of it' : said.join(', ');
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return count === 0 ? '' : `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Nodes that began or ended within `ms` of an instant; those whose times nobody knows stay. */
export function isNear(node: TreeNode, atMs: number, ms: number): boolean {
  if (node.role === 'ancestor' || node.role === 'self' || node.start === undefined) return true;
  return Math.abs(Date.parse(node.start) - atMs) <= ms;
}

/** Nodes of the answer, and of the alert's own those that it does not have. */
export function mergedTree(
  own: readonly TreeNode[],
  answer: ProcessTreeAnswer | undefined,
): readonly TreeNode[] {
  if (answer === undefined) return own;
  const known = new Set(answer.nodes.map(({ key }) => key));
  // Keys of the alert's own nodes are the server's where processes have entity ids.
  return answer.joinedBy === 'entity'
    ? [...answer.nodes, ...own.filter(({ key }) => !known.has(key))]
    : answer.nodes;
}
