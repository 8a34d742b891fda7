/**
 * The processes around an event: who started whom, what each did, and the alerts on them. The tree is never empty: what
 * has no event of its own start is made from what its child or its other events say of it, and says so.
 *
 *     svchost.exe 616           (its start was not seen: from the child's parent fields)
 *       WmiPrvSE.exe 2120       a sibling
 *       dllhost.exe 3892        the process of the event: 1 network
 *         cmd.exe 4001          a descendant
 *
 * Events are what strangers send: parents may stand in a circle, and anything may have a million children. Whatever is
 * left out is told in `cuts`. A tree for which there is no more time is what was found by then.
 */
import type { AlertStore } from '../store/alert-store.ts';
import type { EventStore, StoredEvent } from '../store/event-store.ts';
import type { TimeWindow } from './detection.ts';
import { addActivity, addAlerts } from './process-tree-activity.ts';
import {
  childrenByEntity,
  childrenByPid,
  hostOf,
  type LookupScope,
  startByPid,
  startsByEntity,
} from './process-tree-lookup.ts';
import {
  ancestryIn,
  isProcessStart,
  mentionIn,
  nodeOf,
  type ProcessMention,
  type ProcessNode,
} from './process-tree-node.ts';

export interface ProcessTreeOptions {
  /** How many ancestors, and how many levels of descendants. */
  readonly depth: number;
  /** Of each process; the others are counted. */
  readonly mostChildren: number;
  readonly mostNodes: number;
  /** Events that are looked at for what processes did. */
  readonly mostEvents: number;
  /** Only what happened so long before and after the event. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Whoever asked is gone. */
  readonly signal?: AbortSignal | undefined;
  /** There is no more time. */
  readonly timeUp?: AbortSignal | undefined;
}

export interface ProcessTree {
  readonly self: string;
  /** Ancestors first, the farthest before the nearest. */
  readonly nodes: readonly ProcessNode[];
  readonly window: TimeWindow;
  /** `pid`: events have no entity ids, and a process id may have been given out anew. */
  readonly joinedBy: 'entity' | 'pid';
  readonly cuts: readonly string[];
  /** There was not enough time: the last of `cuts` says for what. */
  readonly isPartial: boolean;
}

/** Undefined: the event has no process, or no time. */
export async function processTree(
  events: EventStore,
  alerts: AlertStore,
  event: StoredEvent,
  options: ProcessTreeOptions,
): Promise<ProcessTree | undefined> {
  const mention = mentionIn(event.document, 'process');
  const { timeMs } = event;
  if (mention === undefined || timeMs === undefined) return undefined;
  const window = { fromMs: timeMs - options.beforeMs, toMs: timeMs + options.afterMs };
  const signals = [options.signal, options.timeUp].filter(one => one !== undefined);
  const signal = signals.length === 0 ? undefined : AbortSignal.any(signals);
  const scope = { events, window, host: hostOf(event.document), signal };
  const time = new TimeForTree(options);
  const tree = new Growing(scope, options, time);
  await tree.grow(event, mention, timeMs);
  const nodes = tree.nodes();
  const { joinedBy, self } = tree;
  const activity = await time.spend('what processes did', () =>
    addActivity(scope, nodes, joinedBy, options.mostEvents),
  );
  const alerted = await time.spend('alerts', () => addAlerts(alerts, scope, nodes, joinedBy, signal));
  const cuts = [...tree.cuts, ...(activity ?? []), ...(alerted ?? []), ...time.cuts()];
  return { self, nodes, window, joinedBy, cuts, isPartial: time.cuts().length > 0 };
}

/** What there was no time for. */
class TimeForTree {
  readonly #options: Pick<ProcessTreeOptions, 'signal' | 'timeUp'>;
  readonly #missing: string[] = [];

  constructor(options: Pick<ProcessTreeOptions, 'signal' | 'timeUp'>) {
    this.#options = options;
  }

  /** Undefined: it was not done, or broken off. */
  async spend<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    const { signal, timeUp } = this.#options;
    try {
      timeUp?.throwIfAborted();
      return await work();
    } catch (error) {
      if (timeUp?.aborted !== true || signal?.aborted === true) throw error;
      this.#missing.push(what);
      return undefined;
    }
  }

  cuts(): readonly string[] {
    if (this.#missing.length === 0) return [];
    return [`there was no more time, and these may be missing: ${this.#missing.join(', ')}`];
  }
}

/** Guards against what only hostile data has. */
const MOST_ANCESTRY = 100;

class Growing {
  readonly #scope: LookupScope;
  readonly #options: ProcessTreeOptions;
  readonly #time: TimeForTree;
  readonly #nodes = new Map<string, ProcessNode>();
  /** The event that a node knows its parent from. */
  readonly #sources = new Map<string, StoredEvent>();
  readonly cuts: string[] = [];
  joinedBy: 'entity' | 'pid' = 'entity';
  self = '';

  constructor(scope: LookupScope, options: ProcessTreeOptions, time: TimeForTree) {
    this.#scope = scope;
    this.#options = options;
    this.#time = time;
  }

  nodes(): readonly ProcessNode[] {
    const all = [...this.#nodes.values()];
    // In the map they stand in the order in which they were found: of ancestors the nearest first.
    const ancestors = all.filter(({ role }) => role === 'ancestor').reverse();
    const others = all.filter(({ role }) => role !== 'ancestor');
    return [...ancestors, ...others.sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role))];
  }

  async grow(event: StoredEvent, mention: ProcessMention, timeMs: number): Promise<void> {
    this.joinedBy = mention.entityId === undefined ? 'pid' : 'entity';
    const own = await this.#time.spend('its start', () => this.#startOf(event, mention, timeMs));
    const doubt = own === undefined ? 'its start was not seen: from its other events' : this.#pidDoubt();
    const self = nodeOf(this.#keyOf(mention, own), 'self', merged(mention, own), own, doubt);
    this.self = self.key;
    this.#add(self, own ?? event);
    await this.#time.spend('ancestors', () => this.#growUp(self, own ?? event));
    await this.#time.spend('descendants', () => this.#growDown(self));
    await this.#time.spend('siblings', () => this.#addSiblings(self));
  }

  async #startOf(
    event: StoredEvent,
    { entityId, pid }: ProcessMention,
    timeMs: number,
  ): Promise<StoredEvent | undefined> {
    if (isProcessStart(event.document)) return event;
    if (entityId !== undefined) return (await startsByEntity(this.#scope, [entityId])).get(entityId);
    if (pid === undefined) return undefined;
    const { hasEnded, start } = await startByPid(this.#scope, pid, timeMs);
    return hasEnded ? undefined : start;
  }

  async #growUp(self: ProcessNode, source: StoredEvent): Promise<void> {
    const ids = [...ancestryIn(source.document).slice(0, MOST_ANCESTRY)];
    const known = await startsByEntity(this.#scope, ids.slice(0, this.#options.depth));
    let child = self;
    let from = source;
    for (let level = 0; ; level++) {
      const parent = mentionIn(from.document, 'process.parent') ?? mentionOfId(ids[level]);
      if (parent === undefined) break;
      if (level >= this.#options.depth) {
        this.cuts.push(`there are more than ${this.#options.depth} ancestors`);
        break;
      }
      const found = await this.#parentStart(parent, from, known);
      const node = nodeOf(
        this.#keyOf(parent, found.start),
        'ancestor',
        merged(parent, found.start),
        found.start,
        found.doubt,
      );
      if (this.#nodes.has(node.key)) {
        this.cuts.push(`the ancestors stand in a circle: ${node.name ?? node.key} would start itself`);
        break;
      }
      child.parentKey = node.key;
      this.#nodes.set(node.key, node);
      child = node;
      if (found.start === undefined) {
        // Nothing more is known but, of Elastic Defend, the ids of those above.
        const next = ids[level + 1];
        if (next === undefined) break;
        from = { ...from, document: {} };
      } else {
        from = found.start;
        this.#sources.set(node.key, from);
      }
    }
  }

  async #parentStart(
    { entityId, pid }: ProcessMention,
    child: StoredEvent,
    known: ReadonlyMap<string, StoredEvent>,
  ): Promise<{ readonly start: StoredEvent | undefined; readonly doubt: string | undefined }> {
    const unseen = "its start was not seen within the time searched: from its child's parent fields";
    if (entityId !== undefined) {
      const start = known.get(entityId) ?? (await startsByEntity(this.#scope, [entityId])).get(entityId);
      return { start, doubt: start === undefined ? unseen : undefined };
    }
    if (pid === undefined || child.timeMs === undefined) return { start: undefined, doubt: unseen };
    const { hasEnded, start } = await startByPid(this.#scope, pid, child.timeMs);
    if (start === undefined || hasEnded || start.id === child.id) return { start: undefined, doubt: unseen };
    return { start, doubt: PID_DOUBT };
  }

  async #growDown(self: ProcessNode): Promise<void> {
    let level: readonly ProcessNode[] = [self];
    for (let depth = 0; depth < this.#options.depth && level.length > 0; depth++)
      level = await this.#addChildren(level, 'descendant');
    if (level.length > 0 && (await this.#hasChildren(level)))
      this.cuts.push(`there are descendants more than ${this.#options.depth} levels below`);
  }

  async #addSiblings(self: ProcessNode): Promise<void> {
    const parent = self.parentKey === undefined ? undefined : this.#nodes.get(self.parentKey);
    if (parent !== undefined) await this.#addChildren([parent], 'sibling');
  }

  async #hasChildren(level: readonly ProcessNode[]): Promise<boolean> {
    for await (const _ of this.#childrenOf(level)) return true;
    return false;
  }

  /** Gives those that were added. */
  async #addChildren(
    parents: readonly ProcessNode[],
    role: 'sibling' | 'descendant',
  ): Promise<readonly ProcessNode[]> {
    const added: ProcessNode[] = [];
    const seen = new Set<string>();
    const told = new Map<string, number>();
    let isFull = false;
    for (const parent of parents) parent.children = 0;
    for await (const { event, parent } of this.#childrenOf(parents)) {
      const mention = mentionIn(event.document, 'process');
      if (mention === undefined) continue;
      const key = this.#keyOf(mention, event);
      if (seen.size >= MOST_CHILDREN_COUNTED) {
        this.cuts.push(`more than ${MOST_CHILDREN_COUNTED} children were not counted`);
        break;
      }
      if (seen.has(key) || key === parent.key) continue;
      seen.add(key);
      parent.children = (parent.children ?? 0) + 1;
      const known = this.#nodes.get(key);
      if (known !== undefined) {
        told.set(parent.key, (told.get(parent.key) ?? 0) + 1);
        // Itself among its parent's children, or a circle: it stands in the tree once.
        if (known.parentKey !== parent.key) this.cuts.push(`${known.name ?? key} has more than one parent`);
        continue;
      }
      const count = told.get(parent.key) ?? 0;
      isFull = this.#nodes.size >= this.#options.mostNodes;
      if (isFull || count >= this.#options.mostChildren) continue;
      told.set(parent.key, count + 1);
      const node = nodeOf(key, role, mention, event, this.#pidDoubt());
      node.parentKey = parent.key;
      this.#add(node, event);
      added.push(node);
    }
    if (isFull) this.cuts.push(`the tree is cut at ${this.#options.mostNodes} processes`);
    for (const parent of parents) {
      const left = (parent.children ?? 0) - (told.get(parent.key) ?? 0);
      if (left > 0 && !isFull)
        this.cuts.push(`${left} further children of ${parent.name ?? parent.key} are only counted`);
    }
    return added;
  }

  async *#childrenOf(
    parents: readonly ProcessNode[],
  ): AsyncGenerator<{ readonly event: StoredEvent; readonly parent: ProcessNode }, void> {
    if (this.joinedBy === 'entity') {
      const byId = new Map(
        parents.flatMap(node => (node.entityId === undefined ? [] : [[node.entityId, node]])),
      );
      if (byId.size === 0) return;
      for await (const event of childrenByEntity(this.#scope, [...byId.keys()])) {
        const parent = byId.get(mentionIn(event.document, 'process.parent')?.entityId ?? '');
        if (parent !== undefined) yield { event, parent };
      }
      return;
    }
    for (const parent of parents) {
      if (parent.pid === undefined) continue;
      const fromMs = parent.startMs ?? this.#scope.window.fromMs;
      for await (const event of childrenByPid(this.#scope, parent.pid, fromMs, parent.startEventId))
        yield { event, parent };
    }
  }

  #add(node: ProcessNode, source: StoredEvent): void {
    this.#nodes.set(node.key, node);
    this.#sources.set(node.key, source);
  }

  #keyOf({ entityId, pid }: ProcessMention, start: StoredEvent | undefined): string {
    if (entityId !== undefined) return entityId;
    return start === undefined ? `pid ${pid}` : `pid ${pid} of ${start.id}`;
  }

  #pidDoubt(): string | undefined {
    return this.joinedBy === 'pid' ? PID_DOUBT : undefined;
  }
}

const ROLES = ['self', 'sibling', 'descendant'];
const MOST_CHILDREN_COUNTED = 10_000;
const PID_DOUBT = 'joined by host and process id, which may have been given out anew';

function mentionOfId(entityId: string | undefined): ProcessMention | undefined {
  if (entityId === undefined) return undefined;
  return {
    ...{ entityId, pid: undefined, name: undefined, executable: undefined, commandLine: undefined },
    user: undefined,
  };
}

/** What the event of the start says, else what was said of it elsewhere. */
function merged(mention: ProcessMention, start: StoredEvent | undefined): ProcessMention {
  const own = start === undefined ? undefined : mentionIn(start.document, 'process');
  if (own === undefined) return mention;
  return {
    entityId: own.entityId ?? mention.entityId,
    pid: own.pid ?? mention.pid,
    name: own.name ?? mention.name,
    executable: own.executable ?? mention.executable,
    commandLine: own.commandLine ?? mention.commandLine,
    user: own.user ?? mention.user,
  };
}
