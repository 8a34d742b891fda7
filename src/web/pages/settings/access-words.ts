/** What each access and each role may do, in words. */
import type { AccessName, RoleName } from '../../../api/access.ts';

export const ACCESS_WORDS: { readonly [access in AccessName]: string } = {
  ingest: 'deliver events, nothing else',
  read: 'see everything, change nothing',
  triage: 'see everything and judge alerts',
  author: 'judge alerts and change rules, exceptions and value lists',
  all: 'everything, also who may come in',
};

export const ROLE_NAMES: readonly RoleName[] = ['viewer', 'analyst', 'author', 'admin'];

/** What a step of the ladder adds; of the roles each may what those before it may. */
export const DEEDS: readonly { readonly deed: string; readonly from: RoleName }[] = [
  { deed: 'See alerts, rules, events, coverage and sources', from: 'viewer' },
  { deed: 'Acknowledge, close, assign, tag and annotate alerts', from: 'analyst' },
  { deed: 'Change rules, and run them over the past', from: 'author' },
  { deed: 'Change exceptions and value lists', from: 'author' },
  { deed: 'Make and revoke keys', from: 'admin' },
  { deed: 'Make, change and remove users', from: 'admin' },
];

export function mayDo(role: RoleName, from: RoleName): boolean {
  return ROLE_NAMES.indexOf(role) >= ROLE_NAMES.indexOf(from);
}
