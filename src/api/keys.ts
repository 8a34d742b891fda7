/** What is asked and answered about keys under `/api/tripline/keys`. */

import Type, { type TSchema } from 'typebox';
import { ACCESS_NAMES, type AccessName } from './access.ts';

/** `expiresInDays` undefined: the key does not expire. */
export interface NewKey {
  readonly name: string;
  readonly access: AccessName;
  readonly expiresInDays?: number;
}

export interface ShownKey {
  readonly id: string;
  readonly name: string;
  readonly access: AccessName;
  readonly createdAt: string;
  readonly expiresAt?: string;
}

export interface CreatedKey extends ShownKey {
  readonly key: string;
  readonly encoded: string;
}

export interface ListedKeys {
  readonly keys: readonly (ShownKey & { readonly lastUsedAt?: string })[];
}

export interface Me {
  readonly name: string;
  readonly access: AccessName;
  readonly by: 'key' | 'session';
  /** Whose session it is; absent where a link signed in nobody known. */
  readonly user?: string;
  /** He can change it; without one he chooses one. */
  readonly hasPassword?: boolean;
  readonly csrfToken?: string;
}

const ACCESS_NAME = Type.Union(
  ACCESS_NAMES.map(name => Type.Literal(name)),
  {
    description:
      'ingest: may deliver events and do nothing else; read: may see everything and change nothing; triage: may also judge alerts; author: may also change rules, exceptions and value lists; all: may do everything',
  },
);

export const NEW_KEY: TSchema = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'what it is for, to tell it from others',
    }),
    access: ACCESS_NAME,
    expiresInDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'without it the key does not expire' }),
    ),
  },
  { additionalProperties: false },
);

const KEY_FIELDS = {
  id: Type.String(),
  name: Type.String(),
  access: ACCESS_NAME,
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
};

export const CREATED_KEY: TSchema = Type.Object({
  ...KEY_FIELDS,
  key: Type.String({
    description: 'the secret, for clients that take id and key apart; it is not shown again',
  }),
  encoded: Type.String({
    description: 'both in one: Authorization: ApiKey <encoded>; it is not shown again',
  }),
});

export const LISTED_KEYS: TSchema = Type.Object({
  keys: Type.Array(
    Type.Object({
      ...KEY_FIELDS,
      lastUsedAt: Type.Optional(
        Type.String({ format: 'date-time', description: 'to the minute; absent: never' }),
      ),
    }),
  ),
});

export const ME: TSchema = Type.Object({
  name: Type.String(),
  access: ACCESS_NAME,
  by: Type.Union([Type.Literal('key'), Type.Literal('session')]),
  user: Type.Optional(Type.String({ description: 'absent where a link signed in nobody known' })),
  hasPassword: Type.Optional(Type.Boolean()),
  csrfToken: Type.Optional(
    Type.String({
      description: 'of a session: to be sent as X-Tripline-CSRF with whatever changes something',
    }),
  ),
});
