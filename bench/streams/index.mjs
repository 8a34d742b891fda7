// The streams by name. A seed, a kind and a size name a stream: the same bytes on every machine.
import { existsSync } from 'node:fs';
import { Chance } from './chance.mjs';
import { cloudDocuments } from './cloud.mjs';
import { defendDocuments } from './defend.mjs';
import { linuxDocuments } from './linux.mjs';

/** Kind -> documents without end, made of chance alone. */
const GENERATED = {
  defend: defendDocuments,
  unique: (chance, options) => defendDocuments(chance, { ...options, isFresh: true }),
  linux: linuxDocuments,
  cloud: cloudDocuments,
};

export const KINDS = [...Object.keys(GENERATED), 'recorded'];

const RECORDINGS = '../shared/data/events';

/** Why a stream cannot be had, if it cannot. */
export function whyNot(kind, { isLoud = false } = {}) {
  if (!KINDS.includes(kind)) return `there is no such stream, only ${KINDS.join(', ')}`;
  if (kind !== 'recorded') return undefined;
  if (!existsSync(RECORDINGS)) return `no recordings lie beside the repository, in ${RECORDINGS}`;
  if (isLoud) return 'what was recorded has the alerts that it has';
  return undefined;
}

/**
 * The lines of a stream, each with its line feed.
 * @param {string} kind one of `KINDS` for which `whyNot` has nothing to say
 * @param {{events: number, seed?: number, isLoud?: boolean}} options `isLoud`: an alert every few events
 */
export async function* streamLines(kind, { events, seed = 1, isLoud = false }) {
  let left = events;
  for await (const line of kind === 'recorded' ? recorded(seed) : generated(kind, seed, isLoud)) {
    if (left-- <= 0) return;
    yield line;
  }
}

function* generated(kind, seed, isLoud) {
  for (const document of GENERATED[kind](new Chance(seed), { isLoud })) yield `${JSON.stringify(document)}\n`;
}

async function* recorded(seed) {
  // It reads what was recorded as the built program does: only who asks for it needs a build.
  const { recordedLines } = await import('./recorded.mjs');
  yield* recordedLines(RECORDINGS, new Chance(seed));
}
