/**
 * Runs over the past that somebody asked for. Asking is answered at once; the runs go on behind, a few at a time, and a
 * request that was kept outlives the process: the next one begins it again, which makes no alert twice.
 *
 *     waiting ──▶ running ──▶ done      every run has its record, whatever became of it
 *                    └──────▶ failed    the rest of the window has one record, which says why
 */
import type { JsonObject } from '../event/json.ts';
import type { ObjectStore, ObjectWrite } from '../store/object-store.ts';
import type { Change, Detection, RunRecord, TimeWindow } from './detection.ts';
import { recordWrite } from './run-records.ts';

export interface WantedRun {
  readonly ruleId: string;
  /** `manual`: as if the rule had run over the window; `gap-fill`: over its open gaps in the window. */
  readonly kind: 'manual' | 'gap-fill';
  readonly window: TimeWindow;
}

export interface RunRequest extends WantedRun {
  readonly id: string;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly endedAtMs?: number;
  /** What its runs gave, once it is done. */
  readonly runs?: {
    readonly count: number;
    readonly failed: number;
    readonly partial: number;
    readonly newAlerts: number;
  };
  /** Why it failed. */
  readonly problem?: string;
}

export interface RunRequestParts {
  readonly detection: Pick<Detection, 'run' | 'fillGaps'>;
  readonly objects: ObjectStore;
  readonly newId: () => string;
  readonly now: () => number;
  readonly onChange?: (change: Change) => void;
  /** Something went wrong that could not even be kept. */
  readonly onTrouble?: (what: string, error: unknown) => void;
}

const MOST_AT_ONCE = 2;
const MOST_WAITING = 10_000;
/** How long it is kept what became of a request. */
const KEPT_MS = 7 * 86_400_000;
const KIND = 'run-request';

/** More is waiting than can be kept in view. */
export class TooManyRunRequests extends Error {
  override readonly name = 'TooManyRunRequests';
}

export class RunRequests {
  readonly #parts: RunRequestParts;
  /** By id, those that are not ended, in the order in which they came. */
  readonly #open = new Map<string, RunRequest>();
  readonly #closing = new AbortController();
  #running = 0;
  #idle: Promise<void> = Promise.resolve();
  #tellIdle: () => void = () => {};

  constructor(parts: RunRequestParts) {
    this.#parts = parts;
  }

  /** Takes up what the last process left undone. */
  async start(): Promise<void> {
    const kept = (await this.#parts.objects.list(KIND)).map(({ body }) => body as unknown as RunRequest);
    this.#take(
      kept.filter(({ state }) => state === 'waiting').sort((a, b) => a.requestedAtMs - b.requestedAtMs),
    );
  }

  /**
   * Resolves when they are kept.
   * @throws TooManyRunRequests none of them was taken
   */
  async add(wanted: readonly WantedRun[], requestedBy: string): Promise<readonly RunRequest[]> {
    if (this.#open.size + wanted.length > MOST_WAITING)
      throw new TooManyRunRequests(
        `${this.#open.size} runs are waiting already, and at most ${MOST_WAITING} may: ask again when some are done`,
      );
    const { newId, now, objects } = this.#parts;
    const requestedAtMs = now();
    const requests = wanted.map(
      (one): RunRequest => ({ ...one, id: newId(), requestedBy, requestedAtMs, state: 'waiting' }),
    );
    if (requests.length === 0) return [];
    await objects.forgetBefore(KIND, requestedAtMs - KEPT_MS);
    await objects.write(requests.map(kept), { who: requestedBy, atMs: requestedAtMs });
    this.#take(requests);
    return requests;
  }

  /** Of a rule or of all, the newest first. */
  async list(ruleId?: string): Promise<readonly RunRequest[]> {
    const all = (await this.#parts.objects.list(KIND)).map(
      ({ body, id }) => this.#open.get(id) ?? requestIn(body),
    );
    return all
      .filter(one => ruleId === undefined || one.ruleId === ruleId)
      .sort((a, b) => b.requestedAtMs - a.requestedAtMs || (a.id < b.id ? 1 : -1));
  }

  async byId(id: string): Promise<RunRequest | undefined> {
    const stored = await this.#parts.objects.get(KIND, id);
    return stored && (this.#open.get(id) ?? requestIn(stored.body));
  }

  /** Resolves when none is open. */
  idle(): Promise<void> {
    return this.#idle;
  }

  /** What is under way is broken off, and begun again by the next process. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the server is stopping'));
    if (this.#running > 0) await this.#idle;
  }

  #take(requests: readonly RunRequest[]): void {
    if (requests.length === 0) return;
    if (this.#open.size === 0)
      this.#idle = new Promise(resolve => {
        this.#tellIdle = resolve;
      });
    for (const request of requests) this.#open.set(request.id, request);
    this.#next();
  }

  #next(): void {
    for (const request of this.#open.values()) {
      if (this.#running >= MOST_AT_ONCE || this.#closing.signal.aborted) break;
      if (request.state === 'waiting') void this.#run(request);
    }
    const isStopped = this.#closing.signal.aborted && this.#running === 0;
    if (this.#open.size === 0 || isStopped) this.#tellIdle();
  }

  async #run(request: RunRequest): Promise<void> {
    this.#running++;
    this.#open.set(request.id, { ...request, state: 'running' });
    try {
      await this.#end(await this.#outcomeOf(request));
    } catch (error) {
      // It stays as it was kept: the next process begins it again.
      if (!this.#closing.signal.aborted) this.#parts.onTrouble?.('what became of a run is not kept', error);
    } finally {
      this.#open.delete(request.id);
      this.#running--;
      this.#next();
    }
  }

  async #outcomeOf(request: RunRequest): Promise<RunRequest> {
    const { detection, now } = this.#parts;
    const { kind, requestedBy, ruleId, window } = request;
    const options = { requestedBy, signal: this.#closing.signal };
    try {
      const records =
        kind === 'manual'
          ? await detection.run(ruleId, window, options)
          : await detection.fillGaps(ruleId, window, options);
      const countOf = (outcome: RunRecord['outcome']): number =>
        records.filter(record => record.outcome === outcome).length;
      const runs = {
        ...{ count: records.length, failed: countOf('failed'), partial: countOf('partial') },
        newAlerts: records.reduce((sum, { newAlerts }) => sum + newAlerts, 0),
      };
      return { ...request, state: 'done', endedAtMs: now(), runs };
    } catch (error) {
      this.#closing.signal.throwIfAborted();
      const problem = error instanceof Error ? error.message : String(error);
      return { ...request, state: 'failed', endedAtMs: now(), problem };
    }
  }

  async #end(request: RunRequest): Promise<void> {
    const { newId, objects, onChange } = this.#parts;
    const record = request.state === 'failed' ? failedRecord(request, newId()) : undefined;
    const writes = [kept(request), ...(record === undefined ? [] : [recordWrite(record)])];
    await objects.write(writes, {
      who: request.requestedBy,
      atMs: request.endedAtMs ?? request.requestedAtMs,
    });
    if (record !== undefined) onChange?.({ kind: 'run', record });
  }
}

function kept(request: RunRequest): ObjectWrite {
  return { kind: KIND, id: request.id, body: request as unknown as JsonObject };
}

function requestIn(body: JsonObject): RunRequest {
  return body as unknown as RunRequest;
}

/** What was done before it failed has records of its own. */
function failedRecord(
  { endedAtMs, kind, problem, requestedAtMs, ruleId, window }: RunRequest,
  id: string,
): RunRecord {
  const startedAtMs = endedAtMs ?? requestedAtMs;
  return {
    ...{ id, ruleId, kind, outcome: 'failed', window, startedAtMs, durationMs: 0, delayMs: 0 },
    ...{ events: 0, hits: 0, newAlerts: 0, knownAlerts: 0, supersededAlerts: 0, suppressedAlerts: 0 },
    ...{ exceptedMatches: 0, warnings: [`the run failed: ${problem}`], notCovered: [window] },
  };
}
