/**
 * The rule book over a store of objects. A rule made by API is an object of kind `rule`; of a rule of a file only
 * whether the server runs it is one, and only where somebody said so. Changes are done one after the other, each
 * durable before it is told; what is asked meanwhile is answered from memory. A change that its listener fails at
 * stands, and is told again.
 *
 *     const book = await openRuleBook({ objects, newId, onChanges });
 *     await book.setFiles([{ path: 'rules/dllhost.toml', text }], { who: 'start', atMs });
 */

import { ruleUuid } from '../alerts/alert-id.ts';
import { Turns } from '../base/turns.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { RuleOptions } from '../rules/compile-rule.ts';
import { isDeprecated } from '../rules/rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { ObjectStore, ObjectWrite } from '../store/object-store.ts';
import type { RunningRule } from './detection.ts';
import { FileRules, type RuleOfFile, readSeen, type SeenRule, storedSeen } from './file-rules.ts';
import { isMerelyUnsupported, readRuleBody } from './read-rule-body.ts';
import {
  type BookRule,
  type By,
  type Changed,
  idOfChange,
  type RuleBook,
  type RuleChange,
  type RuleFile,
  type RuleRequest,
  type SaidOfFile,
} from './rule-book.ts';

export interface RuleBookParts {
  readonly objects: ObjectStore;
  /** A fresh random uuid. */
  readonly newId: () => string;
  /** What rules are compiled against. */
  readonly compile?: RuleOptions;
  /** Told of the changes of one request when they are durable, in their order; the next ones wait for it. */
  readonly onChanges?: (changes: readonly RuleChange[]) => void | Promise<void>;
  /** The listener failed at a change, which stands all the same: it is told again by `tellAgain`. */
  readonly onUntold?: (change: RuleChange, error: unknown) => void;
}

/** The rule as the detection runs it; undefined where it is switched off or does not compile. */
export function runningRule({ compiled, id, isEnabled, revision }: BookRule): RunningRule | undefined {
  return isEnabled && compiled !== undefined ? { id, revision, compiled } : undefined;
}

export async function openRuleBook(parts: RuleBookParts): Promise<RuleBook> {
  const book = new StoredRuleBook(parts);
  await book.load();
  return book;
}

const SEEN = { kind: 'setting', id: 'rule-files' } as const;

class StoredRuleBook implements RuleBook {
  readonly #parts: RuleBookParts;
  readonly #rules = new Map<string, BookRule>();
  readonly #files: FileRules;
  /** By uuid, what somebody said about a rule of a file: also while its file is gone. */
  readonly #said = new Map<string, SaidOfFile>();
  /** Rules of files with their own lists, as long as neither changes. */
  readonly #withOwnList = new WeakMap<RuleOfFile, Listed & { readonly ownList: JsonObject }>();
  #seen = new Map<string, SeenRule>();
  #problems: readonly Diagnostic[] = [];
  /** Of stored rules that this version cannot read as rules. */
  #unreadable: readonly Diagnostic[] = [];
  /** By rule, what the listener has yet to be told. */
  readonly #untold = new Map<string, RuleChange>();
  readonly #turns = new Turns();

  constructor(parts: RuleBookParts) {
    this.#parts = parts;
    this.#files = new FileRules(parts.compile ?? {});
  }

  async load(): Promise<void> {
    const { objects } = this.#parts;
    this.#seen = readSeen((await objects.get(SEEN.kind, SEEN.id))?.body);
    for (const { body, id } of await objects.list('rule')) {
      if (body['file'] === true) this.#said.set(id, saidOf(body));
      else {
        const rule = this.#fromStored(id, body);
        if (rule !== undefined) this.#rules.set(id, rule);
      }
    }
  }

  list(): readonly BookRule[] {
    return [...this.#rules.values()];
  }

  byId(id: string): BookRule | undefined {
    return this.#rules.get(id);
  }

  byRuleId(ruleId: string): BookRule | undefined {
    const rule = this.#rules.get(ruleUuid(ruleId));
    return rule?.rule.rule_id === ruleId ? rule : undefined;
  }

  problems(): readonly Diagnostic[] {
    return [...this.#unreadable, ...this.#problems];
  }

  create(body: JsonObject, by: By): Promise<Changed> {
    return this.#changeOne({ kind: 'create', body }, by);
  }

  replace(id: string, body: JsonObject, by: By, ifRevision?: number): Promise<Changed> {
    return this.#changeOne({ kind: 'replace', id, body, ifRevision }, by);
  }

  setEnabled(id: string, isEnabled: boolean, by: By): Promise<Changed> {
    return this.#changeOne({ kind: 'enable', id, isEnabled }, by);
  }

  remove(id: string, by: By): Promise<Changed> {
    return this.#changeOne({ kind: 'remove', id }, by);
  }

  setOwnList(id: string, list: JsonObject, by: By): Promise<Changed> {
    return this.#changeOne({ kind: 'own-list', id, list }, by);
  }

  change(
    requests: readonly RuleRequest[],
    by: By,
    options: { readonly isTrial?: boolean } = {},
  ): Promise<readonly Changed[]> {
    return this.#turns.take(async () => {
      // What the requests before it did, seen by each; undefined: removed.
      const drafts = new Map<string, BookRule | undefined>();
      const current = (id: string): BookRule | undefined =>
        drafts.has(id) ? drafts.get(id) : this.#rules.get(id);
      const results = requests.map(request => {
        const result = this.#decide(request, by, current);
        if (result.kind === 'changed')
          drafts.set(result.rule.id, request.kind === 'remove' ? undefined : result.rule);
        return result;
      });
      if (drafts.size > 0 && options.isTrial !== true) await this.#keep(drafts, by);
      return results;
    });
  }

  setFiles(files: readonly RuleFile[], by: By): Promise<void> {
    return this.#turns.take(async () => {
      const { problems, rules } = this.#files.take(files, ruleId => {
        const known = this.byRuleId(ruleId);
        return known?.file === undefined ? known?.rule : undefined;
      });
      const seen = new Map<string, SeenRule>();
      const changed: BookRule[] = [];
      for (const [ruleId, one] of rules) {
        const memory = seenNow(one, this.#seen.get(ruleId), by);
        seen.set(ruleId, memory);
        const rule = this.#fromFile(one, memory);
        const before = this.#rules.get(rule.id);
        if (before?.rule !== rule.rule || before.revision !== rule.revision) changed.push(rule);
      }
      const gone = this.list().filter(
        ({ file, rule }) => file !== undefined && rules.get(rule.rule_id)?.file === undefined,
      );
      const stored = storedSeen(seen);
      if (!isSame(stored, storedSeen(this.#seen)))
        await this.#parts.objects.write([{ ...SEEN, body: stored }], by);
      this.#seen = seen;
      this.#problems = problems;
      for (const { id } of gone) this.#rules.delete(id);
      for (const rule of changed) this.#rules.set(rule.id, rule);
      await this.#tell([
        ...gone.map(({ id }): RuleChange => ({ kind: 'removed', id })),
        ...changed.map((rule): RuleChange => ({ kind: 'set', rule })),
      ]);
    });
  }

  tellAgain(): Promise<void> {
    if (this.#untold.size === 0) return Promise.resolve();
    return this.#turns.take(async () => {
      await this.#tell([...this.#untold.values()]);
    });
  }

  async #changeOne(request: RuleRequest, by: By): Promise<Changed> {
    const [result] = await this.change([request], by);
    return result ?? { kind: 'missing' };
  }

  #decide(request: RuleRequest, by: By, current: (id: string) => BookRule | undefined): Changed {
    if (request.kind === 'create') {
      const { rule_id: given } = request.body;
      const ruleId = given === undefined || given === null ? this.#parts.newId() : given;
      const id = typeof ruleId === 'string' ? ruleUuid(ruleId) : '';
      const other = current(id);
      if (other !== undefined) return { kind: 'exists', ruleId: other.rule.rule_id };
      const life = { id, revision: 0, createdAtMs: by.atMs, createdBy: by.who };
      return this.#written({ ...request.body, rule_id: ruleId }, life, by);
    }
    const before = current(request.id);
    if (before === undefined) return { kind: 'missing' };
    switch (request.kind) {
      case 'enable':
        return switched(before, request.isEnabled, by);
      case 'own-list':
        return {
          kind: 'changed',
          rule: {
            ...before,
            ...listed(before, request.list),
            ...(before.file === undefined
              ? { revision: before.revision + 1 }
              : { said: { ...before.said, ownList: request.list } }),
            ...{ updatedAtMs: by.atMs, updatedBy: by.who },
          },
        };
      case 'remove':
        if (before.file !== undefined) return { kind: 'of-file', file: before.file };
        return { kind: 'changed', rule: before };
      case 'replace': {
        if (before.file !== undefined) return { kind: 'of-file', file: before.file };
        if (request.ifRevision !== undefined && request.ifRevision !== before.revision)
          return { kind: 'conflict' };
        const body: JsonObject = {
          ...request.body,
          rule_id: before.rule.rule_id,
          enabled: request.body['enabled'] ?? before.isEnabled,
        };
        return this.#written(body, { ...before, revision: before.revision + 1 }, by);
      }
    }
  }

  /** The rule of a body, where it may stand in the book. */
  #written(body: JsonObject, life: Life, by: By): Changed {
    const read = readRuleBody(body, this.#parts.compile ?? {});
    if (read.rule === undefined) return { kind: 'invalid', diagnostics: read.diagnostics };
    // What runs must be right; a draft that is switched off may be wrong for a while.
    if (read.compiled === undefined && read.rule.enabled && !isMerelyUnsupported(read))
      return { kind: 'invalid', diagnostics: read.diagnostics };
    const { createdAtMs, createdBy, id, revision } = life;
    const rule: BookRule = {
      ...{ id, revision, createdAtMs, createdBy },
      ...{ ...read, body, isEnabled: read.rule.enabled, file: undefined },
      ...{ updatedAtMs: by.atMs, updatedBy: by.who },
    };
    return { kind: 'changed', rule };
  }

  async #keep(drafts: ReadonlyMap<string, BookRule | undefined>, by: By): Promise<void> {
    const writes = [...drafts].map(([id, rule]): ObjectWrite => {
      if (rule === undefined) return { kind: 'rule', id, body: undefined };
      if (rule.file === undefined) return { kind: 'rule', id, body: storedRule(rule) };
      return { kind: 'rule', id, body: storedSaid(rule) };
    });
    await this.#parts.objects.write(writes, by);
    for (const [id, rule] of drafts) {
      if (rule === undefined) this.#rules.delete(id);
      else this.#rules.set(id, rule);
      if (rule?.file !== undefined) this.#said.set(id, rule.said ?? {});
    }
    await this.#tell(
      Array.from(drafts, ([id, rule]) =>
        rule === undefined ? { kind: 'removed', id } : { kind: 'set', rule },
      ),
    );
  }

  #fromFile(one: RuleOfFile, seen: SeenRule): BookRule {
    const id = ruleUuid(one.rule.rule_id);
    const said = this.#said.get(id);
    const { diagnostics, file } = one;
    const { body, compiled, rule } = said?.ownList === undefined ? one : this.#listed(one, said.ownList);
    const before = this.#rules.get(id);
    const isEnabled = said?.isEnabled ?? (rule.enabled && !isDeprecated(rule));
    const { createdAtMs, revision, updatedAtMs } = seen;
    return {
      ...{ id, rule, body, compiled, diagnostics, isEnabled, file, revision, createdAtMs, updatedAtMs },
      ...{ createdBy: FOLDER, updatedBy: before?.revision === revision ? before.updatedBy : FOLDER },
      ...(said === undefined ? {} : { said }),
    };
  }

  /** The same object for the same file and list, so that a rule that did not change is not told as changed. */
  #listed(one: RuleOfFile, ownList: JsonObject): Listed {
    const known = this.#withOwnList.get(one);
    if (known?.ownList === ownList) return known;
    const made = { ...listed(one, ownList), ownList };
    this.#withOwnList.set(one, made);
    return made;
  }

  /** A stored rule is right as a rule; a later version may find its query wrong, and then it says so. */
  #fromStored(id: string, stored: JsonObject): BookRule | undefined {
    const { is_enabled, revision, created_at_ms, created_by, updated_at_ms, updated_by } = stored;
    if (!isJsonObject(stored['body'])) return undefined;
    const body = asSwitched(stored['body'], is_enabled !== false);
    const read = readRuleBody(body, this.#parts.compile ?? {});
    if (read.rule === undefined) {
      this.#unreadable = [...this.#unreadable, ...read.diagnostics];
      return undefined;
    }
    return {
      ...{ ...read, id, body, isEnabled: is_enabled !== false, file: undefined },
      ...{ revision: numberOr(revision, 0), createdAtMs: numberOr(created_at_ms, 0) },
      ...{ createdBy: textOr(created_by, ''), updatedAtMs: numberOr(updated_at_ms, 0) },
      updatedBy: textOr(updated_by, ''),
    };
  }

  /**
   * What is durable has happened: whoever asked for it is not told that it failed because a listener did. Where he fails
   * at many, he is told each alone, so that one does not hold up the others.
   */
  async #tell(changes: readonly RuleChange[]): Promise<void> {
    if (changes.length === 0) return;
    try {
      await this.#parts.onChanges?.(changes);
      for (const change of changes) this.#untold.delete(idOfChange(change));
    } catch (error) {
      const [first, ...others] = changes;
      if (first === undefined) return;
      if (others.length > 0) {
        for (const change of changes) await this.#tell([change]);
        return;
      }
      this.#untold.set(idOfChange(first), first);
      this.#parts.onUntold?.(first, error);
    }
  }
}

type Listed = Pick<BookRule, 'rule' | 'body' | 'compiled'>;

/** The rule with this list as its own. */
function listed({ body, compiled, rule: before }: Listed, list: JsonObject): Listed {
  const others = before.exceptions_list.filter(({ type }) => type !== 'rule_default');
  const lists = [...others, list];
  const rule = { ...before, exceptions_list: lists };
  return {
    rule,
    body: { ...body, exceptions_list: lists },
    compiled: compiled === undefined ? undefined : { ...compiled, rule },
  };
}

function saidOf({ is_enabled, own_list }: JsonObject): SaidOfFile {
  return {
    ...(typeof is_enabled === 'boolean' ? { isEnabled: is_enabled } : {}),
    ...(isJsonObject(own_list) ? { ownList: own_list } : {}),
  };
}

function storedSaid({ rule, said = {} }: BookRule): JsonObject {
  const { isEnabled, ownList } = said;
  return {
    ...{ file: true, rule_id: rule.rule_id },
    ...(isEnabled === undefined ? {} : { is_enabled: isEnabled }),
    ...(ownList === undefined ? {} : { own_list: ownList }),
  };
}

type Life = Pick<BookRule, 'id' | 'revision' | 'createdAtMs' | 'createdBy'>;

/** Who wrote what stands in a folder is not known to the server. */
const FOLDER = 'rule folder';

/** On and off is no change of the rule itself: the revision stays (rule-format.md §3). */
function switched(before: BookRule, isEnabled: boolean, { atMs, who }: By): Changed {
  const isWrong = before.compiled === undefined && !isMerelyUnsupported(before);
  if (isEnabled && isWrong) return { kind: 'invalid', diagnostics: before.diagnostics };
  const body = before.file === undefined ? asSwitched(before.body, isEnabled) : before.body;
  const said = before.file === undefined ? {} : { said: { ...before.said, isEnabled } };
  return {
    kind: 'changed',
    rule: { ...before, ...said, body, isEnabled, updatedAtMs: atMs, updatedBy: who },
  };
}

/** Whoever changes another key of the body and writes it back does not switch the rule with it. */
function asSwitched(body: JsonObject, isEnabled: boolean): JsonObject {
  return body['enabled'] === undefined ? body : { ...body, enabled: isEnabled };
}

function storedRule(rule: BookRule): JsonObject {
  return {
    ...{ body: rule.body, is_enabled: rule.isEnabled, revision: rule.revision },
    ...{ created_at_ms: rule.createdAtMs, created_by: rule.createdBy },
    ...{ updated_at_ms: rule.updatedAtMs, updated_by: rule.updatedBy },
  };
}

function seenNow({ digest }: RuleOfFile, before: SeenRule | undefined, { atMs }: By): SeenRule {
  if (before === undefined) return { digest, revision: 0, createdAtMs: atMs, updatedAtMs: atMs };
  if (before.digest === digest) return before;
  return { ...before, digest, revision: before.revision + 1, updatedAtMs: atMs };
}

function isSame(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
