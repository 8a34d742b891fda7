/** Who may what, as the server checks it and screens show it: levels of access, and the roles that people have. */

/**
 * `ingest` delivers events and does nothing else. Of the others each may do what those before it may: `read` sees
 * everything and changes nothing; `triage` judges alerts; `author` changes what is detected (rules, exceptions, value
 * lists, runs over the past); `all` also says who may come in.
 */
export type AccessName = 'ingest' | 'read' | 'triage' | 'author' | 'all';

export const ACCESS_NAMES: readonly AccessName[] = ['ingest', 'read', 'triage', 'author', 'all'];
const LADDER: readonly AccessName[] = ['read', 'triage', 'author', 'all'];

/** What a person is called who has an access. */
export type RoleName = 'viewer' | 'analyst' | 'author' | 'admin';

export const ROLES: { readonly [role in RoleName]: AccessName } = {
  viewer: 'read',
  analyst: 'triage',
  author: 'author',
  admin: 'all',
};

/** Whether who has one access may do what another is needed for. A key for reading does not deliver, nor the other way round. */
export function suffices(has: AccessName, needed: AccessName): boolean {
  if (needed === 'ingest') return has === 'ingest' || has === 'all';
  return LADDER.includes(has) && LADDER.indexOf(has) >= LADDER.indexOf(needed);
}

/** Every access with which something may be done that needs this one. */
export function sufficingFor(needed: AccessName): readonly AccessName[] {
  return ACCESS_NAMES.filter(name => suffices(name, needed));
}

export function isAccessName(value: unknown): value is AccessName {
  return ACCESS_NAMES.some(name => name === value);
}
