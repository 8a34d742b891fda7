/**
 * The recorded attack that ships, played as if it happened now, at the start of a first look or when somebody asks. Its
 * events carry a tag, so that whoever sees one of them or an alert on it knows that it was not for real.
 */
import { readFile } from 'node:fs/promises';
import type { JsonObject } from '../../event/json.ts';
import { type Intake, RECORDING_TAG, type RecordedAttack, type RecordingStatus } from '../../http/parts.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { play, type Recording, readRecording } from './recording.ts';

/** The attack of the recording begins so shortly after this time that the first alert is there within a minute. */
const START_MS = Date.parse('2026-03-17T08:41:35Z');
/** Under this id the store remembers that it was played. */
const SETTING = 'recording';

export interface RecordingParts {
  readonly intake: Pick<Intake, 'take'>;
  readonly objects: ObjectStore;
  readonly clock: () => number;
  /** Of the file. */
  readonly path: string;
  /** The time in the recording that is to be now. */
  readonly startMs?: number;
  readonly onTrouble: (what: string, error: unknown) => void;
}

export class PlayedRecording implements RecordedAttack {
  readonly #parts: RecordingParts;
  #playing:
    | { readonly stop: AbortController; readonly done: Promise<void>; readonly status: RecordingStatus }
    | undefined;
  #sent = 0;

  constructor(parts: RecordingParts) {
    this.#parts = parts;
  }

  async status(): Promise<RecordingStatus> {
    if (this.#playing !== undefined) return { ...this.#playing.status, events: this.#sent };
    const body = (await this.#parts.objects.get('setting', SETTING))?.body;
    const sinceMs = body?.['sinceMs'];
    if (typeof sinceMs !== 'number') return { state: 'none', events: 0 };
    return { state: 'played', events: Number(body?.['events'] ?? 0), sinceMs };
  }

  async start(who: string): Promise<RecordingStatus> {
    if (this.#playing !== undefined) return await this.status();
    const { clock, path, startMs = START_MS } = this.#parts;
    const recording = tagged(readRecording(await readFile(path, 'utf8')));
    const before = await this.status();
    // Somebody else may have been faster.
    if (this.#playing !== undefined) return await this.status();
    const sinceMs = before.sinceMs ?? clock();
    const untilMs = clock() + Math.max(0, (recording.lines.at(-1)?.atMs ?? startMs) - startMs);
    const stop = new AbortController();
    this.#sent = before.events;
    const status = { state: 'playing', events: this.#sent, sinceMs, untilMs } as const;
    const done = this.#play(recording, startMs, sinceMs, who, stop.signal).finally(() => {
      this.#playing = undefined;
    });
    this.#playing = { stop, done, status };
    return status;
  }

  async forget(who: string): Promise<void> {
    await this.close();
    const { clock, objects } = this.#parts;
    await objects.write([{ kind: 'setting', id: SETTING, body: undefined }], { who, atMs: clock() });
  }

  /** Stops it. */
  async close(): Promise<void> {
    this.#playing?.stop.abort();
    await this.#playing?.done;
  }

  async #play(
    recording: Recording,
    startMs: number,
    sinceMs: number,
    who: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, intake, objects, onTrouble } = this.#parts;
    const remember = async (): Promise<void> => {
      const body: JsonObject = { sinceMs, events: this.#sent };
      await objects.write([{ kind: 'setting', id: SETTING, body }], { who, atMs: clock() });
    };
    try {
      // Before the first event: after a kill, too, it is known that some are there.
      await remember();
      await play(recording, {
        ...{ startMs, clock, signal },
        send: async documents => {
          await intake.take(documents);
          this.#sent += documents.length;
        },
      });
      await remember();
    } catch (error) {
      onTrouble('the recorded attack could not be played to its end', error);
    }
  }
}

function tagged({ lines }: Recording): Recording {
  return {
    lines: lines.map(({ atMs, text }) => {
      const document = JSON.parse(text) as JsonObject;
      const tags = [document['tags'] ?? []].flat() as readonly string[];
      return { atMs, text: JSON.stringify({ ...document, tags: [...tags, RECORDING_TAG] }) };
    }),
  };
}
