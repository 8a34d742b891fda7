import { expect, test } from 'vitest';
import { ROLES, suffices } from '../../../api/access.ts';
import { mayDo, ROLE_NAMES } from './access-words.ts';

test('the roles stand in the order of the ladder that the server checks', () => {
  for (const role of ROLE_NAMES)
    for (const from of ROLE_NAMES) expect(mayDo(role, from)).toBe(suffices(ROLES[role], ROLES[from]));
});
