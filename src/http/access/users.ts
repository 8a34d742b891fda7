/** Users: who may sign in, with which role. One is named by his name, without regard to case. */
import type { AccessName, RoleName } from '../../api/access.ts';
import { ROLES } from '../../api/access.ts';
import { isoTime } from '../../api/times.ts';
import type { ShownUser } from '../../api/users.ts';
import type { ObjectStore, StoredObject } from '../../store/object-store.ts';

/** What is stored of a user, times in milliseconds since 1970. */
export interface User {
  readonly name: string;
  readonly role: RoleName;
  readonly isDisabled: boolean;
  readonly createdAtMs: number;
  /** Of argon2id; undefined: he comes in by links, or by somebody else's word. */
  readonly passwordHash?: string;
  readonly lastSignInAtMs?: number;
}

export interface KnownUser {
  readonly id: string;
  readonly version: number;
  readonly user: User;
}

export function userId(name: string): string {
  return name.toLowerCase();
}

export async function userOf(objects: ObjectStore, name: string): Promise<KnownUser | undefined> {
  const stored = await objects.get('user', userId(name));
  return stored === undefined ? undefined : knownUser(stored);
}

export async function allUsers(objects: ObjectStore): Promise<readonly KnownUser[]> {
  return (await objects.list('user')).flatMap(stored => knownUser(stored) ?? []);
}

/** At the version that was read, 0 for a new one: of two changes at once one is refused. @throws VersionConflict */
export async function writeUser(
  objects: ObjectStore,
  { id, user, version }: KnownUser,
  by: { readonly who: string; readonly atMs: number },
): Promise<void> {
  await objects.write([{ kind: 'user', id, body: { ...user }, ifVersion: version }], by);
}

export function accessOf({ role }: User): AccessName {
  return ROLES[role];
}

export function shownUser({
  createdAtMs,
  isDisabled,
  lastSignInAtMs,
  name,
  passwordHash,
  role,
}: User): ShownUser {
  return {
    ...{ name, role, isDisabled, hasPassword: passwordHash !== undefined, createdAt: isoTime(createdAtMs) },
    ...(lastSignInAtMs === undefined ? {} : { lastSignInAt: isoTime(lastSignInAtMs) }),
  };
}

/** Undefined where what is stored is no user: nobody then signs in as him. */
function knownUser({ body, id, version }: StoredObject): KnownUser | undefined {
  const { createdAtMs, isDisabled, lastSignInAtMs, name, passwordHash, role } = body;
  if (typeof name !== 'string' || typeof createdAtMs !== 'number' || !isRole(role)) return undefined;
  const user: User = {
    ...{ name, role, createdAtMs, isDisabled: isDisabled === true },
    ...(typeof passwordHash === 'string' ? { passwordHash } : {}),
    ...(typeof lastSignInAtMs === 'number' ? { lastSignInAtMs } : {}),
  };
  return { id, version, user };
}

function isRole(value: unknown): value is RoleName {
  return typeof value === 'string' && Object.hasOwn(ROLES, value);
}
