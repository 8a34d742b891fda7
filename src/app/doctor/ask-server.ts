/** Asks a running server what it knows of itself, by a key that may read. */
import type { RecordingState } from '../../api/recording.ts';
import type { RulesOverview } from '../../api/rules-overview.ts';
import type { Sources } from '../../api/sources.ts';
import type { ServerStatus } from '../../api/status.ts';
import { isJsonObject, type JsonObject } from '../../event/json.ts';
import { reasonOf } from '../find-files.ts';

export interface AskedServer {
  readonly status: ServerStatus;
  readonly sources: Sources;
  readonly overview: RulesOverview;
  /** Of the attack that ships: its events are old when it is played, and end. */
  readonly recording: RecordingState['state'];
  /** The clock of the server less that of this machine, and how far that may be off. */
  readonly clock: { readonly aheadMs: number; readonly toleranceMs: number } | undefined;
}

/** Why nothing can be said of the server. */
export class ServerNotAsked extends Error {
  override readonly name = 'ServerNotAsked';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

export interface ServerToAsk {
  /** A path in it is where a proxy puts the server. */
  readonly url: URL;
  readonly key: string | undefined;
}

const MOST_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** A `Date` header has whole seconds. */
const DATE_STEP_MS = 1000;

/** @throws ServerNotAsked */
export async function askServer(server: ServerToAsk, clock: () => number): Promise<AskedServer> {
  const beganMs = clock();
  const { body: status, date } = await ask(server, '/api/tripline/status', ['store', 'intake', 'detection']);
  const tookMs = clock() - beganMs;
  const { body: sources } = await ask(server, '/api/tripline/sources?from=now-7d', ['sources', 'rules']);
  const { body: overview } = await ask(server, '/api/tripline/rules/overview', ['counts', 'rules']);
  const recording = await ask(server, '/api/tripline/recording', []);
  const dateMs = Date.parse(date);
  return {
    // Each has the keys that tell it from the answer of another program.
    status: status as unknown as ServerStatus,
    sources: sources as unknown as Sources,
    overview: overview as unknown as RulesOverview,
    recording: (recording.body as unknown as RecordingState).state,
    clock: Number.isNaN(dateMs)
      ? undefined
      : {
          aheadMs: dateMs + DATE_STEP_MS / 2 - (beganMs + tookMs / 2),
          toleranceMs: (DATE_STEP_MS + tookMs) / 2,
        },
  };
}

async function ask(
  { key, url }: ServerToAsk,
  path: string,
  keys: readonly string[],
): Promise<{ readonly body: JsonObject; readonly date: string }> {
  const at = `${url.href.replace(/\/$/, '')}${path}`;
  const headers = key === undefined ? {} : { authorization: `ApiKey ${key}` };
  let answer: Response;
  let text: string;
  try {
    // The key goes nowhere else.
    answer = await fetch(at, { headers, redirect: 'manual', signal: AbortSignal.timeout(MOST_MS) });
    text = await readText(answer);
  } catch (error) {
    if (error instanceof ServerNotAsked) throw error;
    throw new ServerNotAsked(
      `${url.href} does not answer (${whyOf(error)})`,
      'start the server, or name its address with --url',
    );
  }
  const { status } = answer;
  if (status === 401)
    throw new ServerNotAsked(
      key === undefined ? 'it wants a key' : 'it does not take the key',
      'give a key that may read by --key, or in TRIPLINE_KEY',
    );
  if (status === 403) throw new ServerNotAsked('the key may not read', 'give a key of access `read`');
  const body = status === 200 ? readJson(text) : undefined;
  if (body === undefined || !keys.every(each => isJsonObject(body[each]) || Array.isArray(body[each])))
    throw new ServerNotAsked(
      `${at} answers ${status}, and not what a Tripline server does`,
      'name the address of one with --url, and the path that a proxy puts it below',
    );
  return { body, date: answer.headers.get('date') ?? '' };
}

async function readText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      throw new ServerNotAsked(
        `${answer.url} answers more than ${MOST_BYTES} bytes`,
        'name the address of a Tripline server with --url',
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readJson(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch` says only that it failed; the reason is within. */
function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return code === '' ? reasonOf(cause) : code;
}
