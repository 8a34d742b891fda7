/** A secret, and the id of the key or session that it may belong to. */
export interface Credential {
  readonly id: string;
  readonly secret: string;
}

/** The id of the key that is made from the environment at a first start; its whole value is its secret. */
export const BOOTSTRAP_KEY_ID = 'bootstrap';

const LONGEST_HEADER = 1024;
const HEADER = /^(ApiKey|Bearer|Basic) +([^\s]+)$/i;

/**
 * What an `Authorization` header may mean, in the order to try: `ApiKey` and `Bearer` carry base64 of `id:secret` or
 * the bootstrap key as it is, `Basic` carries base64 of `id:secret`, or of any name and the bootstrap key. Empty where
 * it is none of these.
 */
export function readAuthorization(header: string): readonly Credential[] {
  if (header.length > LONGEST_HEADER) return [];
  const [, scheme, value] = HEADER.exec(header) ?? [];
  if (scheme === undefined || value === undefined) return [];
  const pair = readPair(Buffer.from(value, 'base64').toString('utf8'));
  if (scheme.toLowerCase() === 'basic')
    return pair === undefined ? [] : [pair, { id: BOOTSTRAP_KEY_ID, secret: pair.secret }];
  const whole = { id: BOOTSTRAP_KEY_ID, secret: value };
  return pair === undefined ? [whole] : [pair, whole];
}

/** A key as clients are given it in one word, and as `ApiKey` carries it. */
export function encodeKey({ id, secret }: Credential): string {
  return Buffer.from(`${id}:${secret}`).toString('base64');
}

export function readSessionCookie(cookie: string): Credential | undefined {
  return cookie.length > LONGEST_HEADER ? undefined : readPair(cookie);
}

export function writeSessionCookie({ id, secret }: Credential): string {
  return `${id}:${secret}`;
}

const PAIR = /^([\w.-]{1,100}):([\x21-\x7e]{1,500})$/;

function readPair(text: string): Credential | undefined {
  const [, id, secret] = PAIR.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
