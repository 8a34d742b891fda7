import type { ObjectStore, StoredObject } from '../../store/object-store.ts';
import { VersionConflict } from '../../store/object-store.ts';
import { HttpProblem } from '../problems.ts';
import type { Credential } from './credential.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { type Grant, isExpired, readGrant } from './grants.ts';
import { hashSecret, isSameHash } from './secret.ts';

const REMEMBERED_MS = 10_000;
const MOST_REMEMBERED = 1000;
const USE_WRITTEN_EVERY_MS = 60_000;
/** Compared with where there is no grant, so that a wrong id takes as long as a wrong secret. */
const NO_SECRET_HASH = hashSecret('');

interface Remembered {
  readonly object: StoredObject;
  readonly grant: Grant;
  readonly untilMs: number;
}

type StoredKind = 'api-key' | 'session';

/**
 * Tells whose a credential is. What it found out holds for ten seconds, so that a shipper's requests do not read the
 * store each time; what is revoked through this server is forgotten at once. An address that tried many wrong secrets
 * is locked out, save for secrets that were right before: a shipper with an old key does not shut out its neighbours.
 */
export class Gatekeeper {
  readonly #objects: ObjectStore;
  readonly #clock: () => number;
  readonly #remembered = new Map<string, Remembered>();
  /** Hashes of secrets that were right. */
  readonly #proved = new Set<string>();
  readonly #failed = new FailedAttempts();

  constructor(objects: ObjectStore, clock: () => number) {
    this.#objects = objects;
    this.#clock = clock;
  }

  /**
   * The grant that the first fitting of these credentials has; undefined where there is none, which counts against
   * the address.
   * @throws HttpProblem `locked-out`
   */
  async admit(
    kind: Grant['kind'],
    credentials: readonly Credential[],
    address: string,
  ): Promise<(Grant & { readonly id: string }) | undefined> {
    const nowMs = this.#clock();
    const isLockedOut = this.#failed.isLockedOut(address, nowMs);
    for (const { id, secret } of credentials) {
      const secretHash = hashSecret(secret);
      if (isLockedOut && !this.#proved.has(secretHash)) continue;
      const found = await this.#find(kind === 'key' ? 'api-key' : 'session', id, nowMs);
      const isRight = isSameHash(secretHash, found?.grant.secretHash ?? NO_SECRET_HASH);
      if (found === undefined || !isRight || found.grant.kind !== kind || isExpired(found.grant, nowMs))
        continue;
      this.#prove(secretHash);
      await this.#noteUse(found, nowMs);
      return { ...found.grant, id };
    }
    if (isLockedOut) throw new HttpProblem('locked-out', 'wait a minute, and check the key');
    this.#failed.count(address, nowMs);
    return undefined;
  }

  /** To be called when a grant was changed or removed. */
  forget(kind: StoredKind, id: string): void {
    this.#remembered.delete(`${kind}/${id}`);
  }

  async #find(kind: StoredKind, id: string, nowMs: number): Promise<Remembered | undefined> {
    const name = `${kind}/${id}`;
    const known = this.#remembered.get(name);
    if (known !== undefined && known.untilMs > nowMs) return known;
    this.#remembered.delete(name);
    const object = await this.#objects.get(kind, id);
    const grant = object === undefined ? undefined : readGrant(object);
    if (object === undefined || grant === undefined) return undefined;
    const found = { object, grant, untilMs: nowMs + REMEMBERED_MS };
    this.#remember(name, found);
    return found;
  }

  #remember(name: string, found: Remembered): void {
    this.#remembered.set(name, found);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MOST_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }

  #prove(secretHash: string): void {
    this.#proved.delete(secretHash);
    this.#proved.add(secretHash);
    const [oldest] = this.#proved;
    if (this.#proved.size > MOST_REMEMBERED && oldest !== undefined) this.#proved.delete(oldest);
  }

  /** A sign-in link is about to be gone, and needs no note. */
  async #noteUse({ grant, object, untilMs }: Remembered, nowMs: number): Promise<void> {
    const sinceMs = nowMs - (grant.lastUsedAtMs ?? 0);
    if (grant.kind === 'sign-in' || sinceMs < USE_WRITTEN_EVERY_MS) return;
    const { id, kind, version } = object;
    const body = { ...object.body, lastUsedAtMs: nowMs };
    const name = `${kind}/${id}`;
    // Before the wait, so that requests that come meanwhile do not write the same.
    this.#remember(name, { grant: { ...grant, lastUsedAtMs: nowMs }, object, untilMs });
    try {
      // At its version only: a key that is revoked at this moment must not come back.
      await this.#objects.write([{ kind, id, body, ifVersion: version }], { who: grant.name, atMs: nowMs });
      this.forget(grant.kind === 'key' ? 'api-key' : 'session', id);
    } catch (cause) {
      // Reading goes on where there is no room to write; what was revoked meanwhile is looked up again.
      if (cause instanceof VersionConflict) this.#remembered.delete(name);
    }
  }
}
