/**
 * Keys, sessions and sign-in links: each is a secret that grants something until it expires. Of the secret only a hash
 * is stored. A key is made by hand and shown once; a sign-in link is used once, within minutes, and becomes a session.
 */
import { isAccessName } from '../../api/access.ts';
import type { JsonObject } from '../../event/json.ts';
import type { ObjectStore, StoredObject } from '../../store/object-store.ts';
import type { Access } from '../parts.ts';
import { BOOTSTRAP_KEY_ID, type Credential } from './credential.ts';
import { hashSecret, newSecret } from './secret.ts';

/** What is stored of it, times in milliseconds since 1970. */
export interface Grant {
  readonly kind: 'key' | 'session' | 'sign-in';
  readonly name: string;
  readonly access: Access;
  readonly secretHash: string;
  readonly createdAtMs: number;
  /** Undefined: never. */
  readonly expiresAtMs?: number;
  readonly lastUsedAtMs?: number;
  /** Of a session or sign-in link: the id of the user whose it is. */
  readonly user?: string;
  /** Of a session: the address that signed in, and what its browser calls itself. */
  readonly from?: string;
  readonly browser?: string;
}

const SIGN_IN_MS = 15 * 60_000;
const SESSION_MS = 7 * 24 * 3_600_000;
const IDLE_SESSION_MS = 24 * 3_600_000;
const SHORTEST_BOOTSTRAP_KEY = 32;

interface Making {
  readonly objects: ObjectStore;
  readonly newId: () => string;
  readonly nowMs: number;
}

/**
 * Makes the key of a first start, which may do everything, of a value from the environment. Started again with another
 * value the old one does not count any more.
 * @throws RangeError where the value is shorter than 32 characters or holds other than printable ones of ASCII
 */
export async function createBootstrapKey(
  { nowMs, objects }: Omit<Making, 'newId'>,
  value: string,
): Promise<void> {
  if (value.length < SHORTEST_BOOTSTRAP_KEY || !/^[\x21-\x7e]{1,500}$/.test(value))
    throw new RangeError(
      `a bootstrap key has ${SHORTEST_BOOTSTRAP_KEY} to 500 printable characters and no blanks; this one has ${value.length} characters`,
    );
  const secretHash = hashSecret(value);
  const known = await objects.get('api-key', BOOTSTRAP_KEY_ID);
  if (known?.body['secretHash'] === secretHash) return;
  const grant: Grant = {
    kind: 'key',
    name: BOOTSTRAP_KEY_ID,
    access: 'all',
    secretHash,
    createdAtMs: nowMs,
  };
  await write(objects, BOOTSTRAP_KEY_ID, grant, BOOTSTRAP_KEY_ID, nowMs);
}

/** Makes a key; its secret is nowhere but in what this gives back. */
export async function createKey(
  { newId, nowMs, objects }: Making,
  key: { readonly name: string; readonly access: Access; readonly expiresAtMs: number | undefined },
  by: string,
): Promise<Credential & { readonly grant: Grant }> {
  const { access, expiresAtMs, name } = key;
  const [id, secret] = [newId(), newSecret(newId)];
  const grant: Grant = {
    kind: 'key',
    name,
    access,
    secretHash: hashSecret(secret),
    createdAtMs: nowMs,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
  await write(objects, id, grant, by, nowMs);
  return { id, secret, grant };
}

/**
 * Makes a sign-in link's token: whoever has it becomes `name` in a browser, once, within its life, by default a quarter
 * of an hour.
 */
export async function createSignInToken(
  making: Making,
  who: SignedIn & { readonly access: Exclude<Access, 'ingest'> },
  lifeMs: number = SIGN_IN_MS,
): Promise<string> {
  const { id, secret } = await createTemporary(making, { kind: 'sign-in', ...who }, lifeMs);
  return `${id}.${secret}`;
}

/** The token of a sign-in link, taken apart. */
export function readSignInToken(token: string): Credential | undefined {
  const [, id, secret] = /^([\w-]{1,100})\.(\w{1,200})$/.exec(token) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** Who a session or sign-in link speaks for. */
export type SignedIn = Pick<Grant, 'name' | 'access' | 'user' | 'from' | 'browser'>;

export async function createSession(making: Making, who: SignedIn): Promise<Credential> {
  // Whatever was not touched for so long has expired.
  await making.objects.forgetBefore('session', making.nowMs - SESSION_MS);
  return createTemporary(making, { kind: 'session', ...who }, SESSION_MS);
}

async function createTemporary(
  { newId, nowMs, objects }: Making,
  what: Pick<Grant, 'kind'> & SignedIn,
  lifeMs: number,
): Promise<Credential> {
  const [id, secret] = [newId(), newSecret(newId)];
  const grant = {
    ...what,
    secretHash: hashSecret(secret),
    createdAtMs: nowMs,
    expiresAtMs: nowMs + lifeMs,
  };
  await write(objects, id, grant, what.name, nowMs);
  return { id, secret };
}

async function write(
  objects: ObjectStore,
  id: string,
  grant: Grant,
  who: string,
  atMs: number,
): Promise<void> {
  const kind = grant.kind === 'key' ? 'api-key' : 'session';
  await objects.write([{ kind, id, body: { ...grant } }], { who, atMs });
}

export function isExpired(grant: Grant, nowMs: number): boolean {
  if (grant.expiresAtMs !== undefined && grant.expiresAtMs <= nowMs) return true;
  return grant.kind === 'session' && (grant.lastUsedAtMs ?? grant.createdAtMs) + IDLE_SESSION_MS <= nowMs;
}

/** Undefined where what is stored is no grant: it then grants nothing. */
export function readGrant({ body }: StoredObject): Grant | undefined {
  const { access, createdAtMs, kind, name, secretHash } = body;
  if (kind !== 'key' && kind !== 'session' && kind !== 'sign-in') return undefined;
  if (!isAccessName(access)) return undefined;
  if (typeof name !== 'string' || typeof secretHash !== 'string' || typeof createdAtMs !== 'number')
    return undefined;
  return { kind, name, access, secretHash, createdAtMs, ...timesOf(body), ...whoseOf(body) };
}

function whoseOf({ browser, from, user }: JsonObject): Pick<Grant, 'user' | 'from' | 'browser'> {
  return {
    ...(typeof user === 'string' ? { user } : {}),
    ...(typeof from === 'string' ? { from } : {}),
    ...(typeof browser === 'string' ? { browser } : {}),
  };
}

function timesOf({ expiresAtMs, lastUsedAtMs }: JsonObject): Pick<Grant, 'expiresAtMs' | 'lastUsedAtMs'> {
  return {
    ...(typeof expiresAtMs === 'number' ? { expiresAtMs } : {}),
    ...(typeof lastUsedAtMs === 'number' ? { lastUsedAtMs } : {}),
  };
}
