import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * What is kept of a secret. Secrets are random and long, so a fast hash is enough: nobody can try them all.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether two hashes are equal, in a time that does not say where they differ. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A secret of 244 random bits: two uuids in hexadecimal. */
export function newSecret(newId: () => string): string {
  return `${newId()}${newId()}`.replaceAll('-', '');
}
