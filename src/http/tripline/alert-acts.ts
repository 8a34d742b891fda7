/**
 * Acts on alerts: what was changed of which, and what it was before, so that it can be taken back, also after a restart
 * (docs/design/alert-snapshots.md). What alerts held before is stored once for all that held the same.
 */
import type { ActUndone, AlertActChange, AlertActDone, ShownAct, SkippedAlerts } from '../../api/acts.ts';
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { AlertState, VersionedPatch } from '../../store/alert-store.ts';
import type { ObjectWrite, StoredObject } from '../../store/object-store.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import {
  type ActBy,
  areEqual,
  isSoAlready,
  keysOf,
  patchTo,
  valuesAfter,
  valuesIn,
  valuesJson,
} from './act-change.ts';

/** Alerts that are changed in one step, and stand in one stored part. */
const STEP = 10_000;
/** For so long acts can be taken back. */
const KEPT_MS = 30 * 86_400_000;
const FORGETTING_MS = 86_400_000;

/** Alerts that held the same. */
interface Likes {
  readonly before: JsonObject;
  readonly uuids: string[];
}

interface Act {
  readonly id: string;
  readonly change: AlertActChange;
  readonly by: ActBy;
  readonly done: number;
  readonly parts: number;
  readonly isUndone: boolean;
}

export class AlertActs {
  readonly #parts: Pick<HttpParts, 'alerts' | 'clock' | 'newId' | 'objects'>;
  #forgotMs = Number.NEGATIVE_INFINITY;

  constructor(parts: Pick<HttpParts, 'alerts' | 'clock' | 'newId' | 'objects'>) {
    this.#parts = parts;
  }

  /** Durable when it resolves. */
  async act(
    uuids: readonly string[],
    change: AlertActChange,
    who: string,
  ): Promise<AlertActDone & { readonly changed: readonly string[] }> {
    const { alerts, clock, newId, objects } = this.#parts;
    await this.#forgetOld();
    const by = { who, atMs: clock() };
    const id = newId();
    const keys = keysOf(change);
    const skipped = new Skipped();
    const wanted = [...new Set(uuids)];
    const plans: { readonly states: readonly AlertState[]; readonly likes: readonly Likes[] }[] = [];
    for (let at = 0; at < wanted.length; at += STEP) {
      const some = wanted.slice(at, at + STEP);
      const states = await alerts.states(some, keys);
      const toChange = states.filter(
        ({ values }) => !isSoAlready(change, values, valuesAfter(change, values, by)),
      );
      skipped.count('there is no such alert', some.length - states.length);
      skipped.count('it was so already', states.length - toChange.length);
      if (toChange.length > 0) plans.push({ states: toChange, likes: likesOf(keys, toChange) });
    }
    const planned = plans.reduce((sum, { states }) => sum + states.length, 0);
    const act: Act = { id, change, by, done: planned, parts: plans.length, isUndone: false };
    if (planned > 0)
      await objects.write([headWrite(act), ...plans.map(({ likes }, at) => partWrite(id, at, likes))], by);
    const changed: string[] = [];
    for (const { states } of plans) {
      const patches = states.map(
        ({ uuid, values, version }): VersionedPatch => ({
          ...{ uuid, ifVersion: version },
          patch: patchTo(keys, valuesAfter(change, values, by)),
        }),
      );
      changed.push(...(await alerts.patchEach(patches, by)));
    }
    skipped.count('somebody changed it at the same time', planned - changed.length);
    if (changed.length < planned) await objects.write([headWrite({ ...act, done: changed.length })], by);
    return {
      id,
      at: formatTimestamp(by.atMs),
      done: changed.length,
      skipped: skipped.list(),
      change,
      changed,
    };
  }

  /** The newest first. @param who only theirs */
  async list(who: string | undefined, size: number): Promise<readonly ShownAct[]> {
    const acts = (await this.#parts.objects.list('alert-act')).flatMap(stored => actIn(stored) ?? []);
    return acts
      .filter(({ by }) => who === undefined || by.who === who)
      .sort((a, b) => b.by.atMs - a.by.atMs || (a.id < b.id ? -1 : 1))
      .slice(0, size)
      .map(({ by, change, done, id, isUndone }) => ({
        ...{ id, at: formatTimestamp(by.atMs), who: by.who, change, done, isUndone },
      }));
  }

  /**
   * Gives alerts back what they held, but for those of which somebody changed it since. May be asked for again after it
   * was broken off.
   */
  async undo(id: string, who: string): Promise<ActUndone> {
    const { alerts, clock, objects } = this.#parts;
    const stored = await objects.get('alert-act', id);
    const act = stored === undefined ? undefined : actIn(stored);
    if (act === undefined)
      throw new HttpProblem(
        'not-found',
        'there is no such act, or it is so long ago that it is not known any more',
      );
    if (act.isUndone) throw new HttpProblem('conflict', 'this act is undone already');
    const by = { who, atMs: clock() };
    const keys = keysOf(act.change);
    const skipped = new Skipped();
    let done = 0;
    for (let part = 0; part < act.parts; part++) {
      const body = (await objects.get('alert-act-part', partId(id, part)))?.body;
      for (const { before, uuids } of likesIn(body)) {
        const held = valuesIn(keys, before);
        const left = valuesAfter(act.change, held, act.by);
        const states = await alerts.states(uuids, keys);
        const same = states.filter(({ values }) => keys.every((_, at) => areEqual(values[at], left[at])));
        const patch = patchTo(keys, held);
        const patches = same.map(
          ({ uuid, version }): VersionedPatch => ({ uuid, ifVersion: version, patch }),
        );
        const { size } = await alerts.patchEach(patches, by);
        done += size;
        skipped.count('somebody changed it since', uuids.length - size);
      }
    }
    await objects.write([headWrite({ ...act, isUndone: true })], by);
    return { id, done, skipped: skipped.list() };
  }

  async #forgetOld(): Promise<void> {
    const nowMs = this.#parts.clock();
    if (nowMs - this.#forgotMs < FORGETTING_MS) return;
    this.#forgotMs = nowMs;
    for (const kind of ['alert-act', 'alert-act-part'] as const)
      await this.#parts.objects.forgetBefore(kind, nowMs - KEPT_MS);
  }
}

class Skipped {
  readonly #counts = new Map<string, number>();

  count(reason: string, count: number): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  list(): readonly SkippedAlerts[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count }));
  }
}

function likesOf(keys: readonly string[], states: readonly AlertState[]): readonly Likes[] {
  const byText = new Map<string, Likes>();
  for (const { uuid, values } of states) {
    const before = valuesJson(keys, values);
    const text = JSON.stringify(before);
    const likes = byText.get(text) ?? { before, uuids: [] };
    byText.set(text, likes);
    likes.uuids.push(uuid);
  }
  return [...byText.values()];
}

function headWrite({ by, change, done, id, isUndone, parts }: Act): ObjectWrite {
  // A change is made of texts and lists of them.
  const body = { ...by, change: change as unknown as Json, done, parts, isUndone };
  return { kind: 'alert-act', id, body };
}

function partWrite(id: string, at: number, likes: readonly Likes[]): ObjectWrite {
  return { kind: 'alert-act-part', id: partId(id, at), body: { likes: likes.map(like => ({ ...like })) } };
}

function partId(id: string, at: number): string {
  return `${id}/${String(at).padStart(4, '0')}`;
}

/** As `headWrite` wrote it. */
function actIn({ body, id }: StoredObject): Act | undefined {
  const { atMs, change, done, isUndone, parts, who } = body;
  if (typeof who !== 'string' || typeof atMs !== 'number' || typeof parts !== 'number') return undefined;
  return {
    ...{ id, by: { who, atMs }, parts, isUndone: isUndone === true },
    done: typeof done === 'number' ? done : 0,
    change: change as unknown as AlertActChange,
  };
}

/** As `partWrite` wrote it. */
function likesIn(body: JsonObject | undefined): readonly Likes[] {
  const likes = body?.['likes'];
  return Array.isArray(likes)
    ? (likes as readonly Json[]).flatMap(like => (isJsonObject(like) ? [like as unknown as Likes] : []))
    : [];
}
