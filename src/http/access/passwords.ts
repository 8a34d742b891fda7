/** Passwords that people choose: kept as argon2id, which is slow on purpose. */
import { hash, verify } from '@node-rs/argon2';
import { HttpProblem } from '../problems.ts';

/** Each takes some 20 MB and 50 ms of a core. */
const MOST_AT_ONCE = 4;
let underWay = 0;
/** Verified where there is no user, so that a wrong name takes as long as a wrong password. */
let hashOfNobody: Promise<string> | undefined;

export async function hashPassword(password: string): Promise<string> {
  return await oneOfFew(() => hash(password));
}

/** @param passwordHash undefined: there is no such user, or he has no password */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  return await oneOfFew(async () => {
    hashOfNobody ??= hash('of nobody');
    const isRight = await verify(passwordHash ?? (await hashOfNobody), password);
    return isRight && passwordHash !== undefined;
  });
}

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (underWay >= MOST_AT_ONCE)
    throw new HttpProblem('busy', 'too many sign in at this moment: try again in a second');
  underWay++;
  try {
    return await work();
  } finally {
    underWay--;
  }
}
