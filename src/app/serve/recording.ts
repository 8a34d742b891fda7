/**
 * Plays a recording as if it happened now. Every time in it is moved by the same span, also those inside messages, so
 * that what belongs together still does; what lies before the start of the play is sent at once, as the past, and the
 * rest when its time comes.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { ArrivingDocument } from '../../http/parts.ts';

/** Seconds to a ten-millionth: `2026-03-17T08:30:02.4247391Z`, and with a space and without a zone as Sysmon has it. */
const TIME = /(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d\.\d{3})(\d{0,6})(Z?)/g;
const LONGEST_WAIT_MS = 1000;

export interface Recording {
  /** The lines, in the order of their times. */
  readonly lines: readonly { readonly atMs: number; readonly text: string }[];
}

/** @param text lines of JSON, each with an `@timestamp` */
export function readRecording(text: string): Recording {
  const lines = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => ({ atMs: Date.parse(String(JSON.parse(line)['@timestamp'])), text: line }));
  return { lines: lines.sort((a, b) => a.atMs - b.atMs) };
}

/** The text with every time in it moved. */
export function moveTimes(text: string, byMs: number): string {
  return text.replace(TIME, (_, day, between, time, rest, zone) => {
    const moved = new Date(Date.parse(`${day}T${time}Z`) + byMs).toISOString();
    return `${moved.slice(0, 10)}${between}${moved.slice(11, 23)}${rest}${zone}`;
  });
}

export interface PlayOptions {
  /** The time in the recording that is to be now. */
  readonly startMs: number;
  readonly clock: () => number;
  readonly send: (documents: readonly ArrivingDocument[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Resolves when all of it was sent, or when it is stopped. */
export async function play({ lines }: Recording, options: PlayOptions): Promise<void> {
  const { clock, send, signal, startMs } = options;
  const byMs = clock() - startMs;
  let at = 0;
  while (at < lines.length && !signal.aborted) {
    const due: ArrivingDocument[] = [];
    for (let line = lines[at]; line !== undefined && line.atMs + byMs <= clock(); line = lines[++at])
      due.push({ bytes: Buffer.from(moveTimes(line.text, byMs)) });
    if (due.length > 0) await send(due);
    const next = lines[at];
    if (next === undefined) return;
    const restMs = Math.min(LONGEST_WAIT_MS, Math.max(0, next.atMs + byMs - clock()));
    await wait(restMs, undefined, { signal }).catch(() => {});
  }
}
