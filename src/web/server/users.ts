/** Users, and the sessions of browsers. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { NewUser, OwnPassword, ShownSession, ShownUser, SignInLink, UserEdit } from '../../api/users.ts';
import { ask } from './request.ts';

const USERS = '/api/tripline/users';
const SESSIONS = '/api/tripline/sessions';

/** @param isAllowed for admins */
export function useUsers(isAllowed: boolean): UseQueryResult<{ readonly users: readonly ShownUser[] }> {
  return useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => ask<{ readonly users: readonly ShownUser[] }>(USERS, { signal }),
    enabled: isAllowed,
  });
}

export async function makeUser(user: NewUser): Promise<ShownUser> {
  return await ask<ShownUser>(USERS, { body: user });
}

export async function changeUser(name: string, edit: UserEdit): Promise<ShownUser> {
  return await ask<ShownUser>(pathOf(name), { method: 'PUT', body: edit });
}

export async function removeUser(name: string): Promise<void> {
  await ask(pathOf(name), { method: 'DELETE' });
}

/** A link that signs the user in once. */
export async function makeSignInLink(name: string): Promise<SignInLink> {
  return await ask<SignInLink>(`${pathOf(name)}/sign-in-link`, { method: 'POST' });
}

export async function changeOwnPassword(password: OwnPassword): Promise<void> {
  await ask('/api/tripline/me/password', { method: 'PUT', body: password });
}

/** The own ones; for admins everybody's. */
export function useSessions(): UseQueryResult<{ readonly sessions: readonly ShownSession[] }> {
  return useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => ask<{ readonly sessions: readonly ShownSession[] }>(SESSIONS, { signal }),
  });
}

export async function endSession(id: string): Promise<void> {
  await ask(`${SESSIONS}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

function pathOf(name: string): string {
  return `${USERS}/${encodeURIComponent(name)}`;
}
