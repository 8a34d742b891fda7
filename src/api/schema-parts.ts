/** What the schemas of requests are made of. */
import Type, { type TSchema } from 'typebox';

type Members = Record<string, TSchema>;

/** An object with these keys and no others. */
export function closed(required: Members, optional: Members = {}): TSchema {
  const optionals = Object.entries(optional).map(([key, schema]) => [key, Type.Optional(schema)] as const);
  return Type.Object({ ...required, ...Object.fromEntries(optionals) }, { additionalProperties: false });
}

export function text(most: number): TSchema {
  return Type.String({ maxLength: most });
}

/** A text that is not empty. */
export function name(most: number): TSchema {
  return Type.String({ minLength: 1, maxLength: most });
}

export function texts(most: number): TSchema {
  return Type.Array(Type.String({ maxLength: 10_000 }), { maxItems: most });
}

export function oneWord(...words: string[]): TSchema {
  return Type.Enum(words);
}

/** A number in the query of an address. */
export const count: TSchema = Type.String({ pattern: '^[0-9]{1,9}$' });

/** A yes or no in the query of an address. */
export type FlagText = 'true' | 'false';
export const flagText: TSchema = oneWord('true', 'false');
