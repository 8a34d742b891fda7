/** What is asked and answered about users, and about the sessions of their browsers. */
import Type, { type TSchema } from 'typebox';
import type { RoleName } from './access.ts';

const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 256;

const PASSWORD: TSchema = Type.String({
  minLength: SHORTEST_PASSWORD,
  maxLength: LONGEST_PASSWORD,
  description: `${SHORTEST_PASSWORD} characters or more; a few words are easier to keep than signs`,
});
/** Told apart without regard to case. */
const USER_NAME: TSchema = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$' });
const ROLE = Type.Union([
  Type.Literal('viewer'),
  Type.Literal('analyst'),
  Type.Literal('author'),
  Type.Literal('admin'),
]);
const TIME = Type.String({ format: 'date-time' });

export interface NewUser {
  readonly name: string;
  readonly role: RoleName;
  /** Without it the user comes in by a sign-in link, and chooses one. */
  readonly password?: string;
}
export const NEW_USER: TSchema = Type.Object(
  { name: USER_NAME, role: ROLE, password: Type.Optional(PASSWORD) },
  { additionalProperties: false },
);

/** What is not named stays. Any change ends the user's sessions. */
export interface UserEdit {
  readonly role?: RoleName;
  readonly isDisabled?: boolean;
  readonly password?: string;
}
export const USER_EDIT: TSchema = Type.Object(
  {
    role: Type.Optional(ROLE),
    isDisabled: Type.Optional(Type.Boolean()),
    password: Type.Optional(PASSWORD),
  },
  { additionalProperties: false, minProperties: 1 },
);

export interface ShownUser {
  readonly name: string;
  readonly role: RoleName;
  readonly isDisabled: boolean;
  readonly hasPassword: boolean;
  readonly createdAt: string;
  readonly lastSignInAt?: string;
}
export const SHOWN_USER: TSchema = Type.Object({
  name: Type.String(),
  role: ROLE,
  isDisabled: Type.Boolean(),
  hasPassword: Type.Boolean(),
  createdAt: TIME,
  lastSignInAt: Type.Optional(TIME),
});
export const LISTED_USERS: TSchema = Type.Object({ users: Type.Array(SHOWN_USER) });

export const SIGN_IN_LINK: TSchema = Type.Object({
  path: Type.String({ description: 'below the address of the server; it signs in once' }),
  expiresAt: TIME,
});
export interface SignInLink {
  readonly path: string;
  readonly expiresAt: string;
}

export interface OwnPassword {
  /** The one that held until now; not needed by who has none. */
  readonly current?: string;
  readonly password: string;
}
export const OWN_PASSWORD: TSchema = Type.Object(
  { current: Type.Optional(Type.String({ maxLength: LONGEST_PASSWORD })), password: PASSWORD },
  { additionalProperties: false },
);

export interface ShownSession {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** To the minute. */
  readonly lastUsedAt?: string;
  /** The address that signed in, and what its browser calls itself. */
  readonly from?: string;
  readonly browser?: string;
  /** The one that asks. */
  readonly isOwn: boolean;
}
export const LISTED_SESSIONS: TSchema = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      createdAt: TIME,
      expiresAt: Type.Optional(TIME),
      lastUsedAt: Type.Optional(TIME),
      from: Type.Optional(Type.String()),
      browser: Type.Optional(Type.String()),
      isOwn: Type.Boolean(),
    }),
  ),
});
