/**
 * What the server tells of itself in the text format of Prometheus (docs/guide/operate.md): numbers that are looked up
 * when somebody asks (read-metrics.ts), and those below, which grow as things happen. The registry is the server's own:
 * two servers in one process count apart.
 *
 * A label is never a text that came from outside: routes are their patterns, and anything else that was asked for is
 * `none`; methods of no route are `other`.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RunRecord } from '../../detect/detection.ts';
import type { HttpParts } from '../parts.ts';
import { addReadMetrics } from './read-metrics.ts';
import { type Reading, Readings } from './reading.ts';

const RUN_KINDS = ['scheduled', 'manual', 'gap-fill'] as const satisfies readonly RunRecord['kind'][];
const RUN_OUTCOMES = ['succeeded', 'partial', 'failed'] as const satisfies readonly RunRecord['outcome'][];
const RUN_SECONDS = [0.001, 0.01, 0.1, 0.5, 1, 5, 30, 120];
const REQUEST_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];
const LOOP_SAMPLES_MS = 20;

export interface MetricsSettings {
  /** How long the store may take to say how much it holds. */
  readonly storeMs?: number;
}

export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #readings: Readings;
  readonly #setRead: (reading: Reading) => void;
  readonly #failingRules = new Set<string>();
  readonly #loop: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOP_SAMPLES_MS });
  readonly #loopDelay: Gauge<'quantile'>;
  readonly #runs: Counter<'kind' | 'outcome'>;
  readonly #runSeconds: Histogram<'kind'>;
  readonly #requests: Counter<'method' | 'route' | 'status'>;
  readonly #requestSeconds: Histogram<'route'>;
  readonly #unsubscribe: () => void;
  #scrape: Promise<string> | undefined;

  constructor(parts: HttpParts, { storeMs }: MetricsSettings = {}) {
    const registers = [this.#registry];
    this.#readings = new Readings(parts, storeMs);
    this.#setRead = addReadMetrics(this.#registry);
    this.#loopDelay = new Gauge({
      ...{ registers, name: 'tripline_event_loop_delay_seconds', labelNames: ['quantile'] },
      help: 'How late the process came to what was due, since the scrape before; 1 is the longest.',
    });
    this.#runs = new Counter({
      ...{ registers, name: 'tripline_runs_total', labelNames: ['kind', 'outcome'] },
      help: 'Runs of rules that ended: by schedule, asked for (manual) or to fill a gap.',
    });
    this.#runSeconds = new Histogram({
      ...{ registers, name: 'tripline_run_duration_seconds', labelNames: ['kind'], buckets: RUN_SECONDS },
      help: 'How long runs of rules took.',
    });
    this.#requests = new Counter({
      ...{ registers, name: 'tripline_http_requests_total', labelNames: ['method', 'route', 'status'] },
      help: 'Requests that were answered, by the pattern of their route.',
    });
    this.#requestSeconds = new Histogram({
      ...{ registers, name: 'tripline_http_request_duration_seconds', labelNames: ['route'] },
      help: 'From the first byte of a request to the end of its answer.',
      buckets: REQUEST_SECONDS,
    });
    for (const kind of RUN_KINDS) {
      this.#runSeconds.zero({ kind });
      for (const outcome of RUN_OUTCOMES) this.#runs.inc({ kind, outcome }, 0);
    }
    this.#loop.enable();
    this.#unsubscribe = parts.changes.subscribe(change => {
      if (change.kind === 'run') this.#countRun(change.record);
      else if (change.kind === 'rule') this.#failingRules.delete(change.id);
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** To be told of each request whose answer is out. */
  countRequest(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url;
    const method = route === undefined ? 'other' : request.method;
    const labels = { route: route ?? 'none' };
    this.#requests.inc({ ...labels, method, status: reply.statusCode });
    this.#requestSeconds.observe(labels, reply.elapsedTime / 1000);
  }

  /** Those who ask at the same time get the same answer. */
  text(): Promise<string> {
    this.#scrape ??= this.#read().finally(() => {
      this.#scrape = undefined;
    });
    return this.#scrape;
  }

  close(): void {
    this.#unsubscribe();
    this.#loop.disable();
  }

  async #read(): Promise<string> {
    this.#setRead(await this.#readings.read(this.#failingRules));
    this.#readLoop();
    return await this.#registry.metrics();
  }

  #readLoop(): void {
    this.#loopDelay.reset();
    if (this.#loop.count === 0) return;
    const shares = [
      ['0.5', this.#loop.percentile(50)],
      ['0.99', this.#loop.percentile(99)],
      ['1', this.#loop.max],
    ] as const;
    // It measures the time between two samples.
    for (const [quantile, nanoseconds] of shares)
      this.#loopDelay.set({ quantile }, Math.max(0, nanoseconds / 1e9 - LOOP_SAMPLES_MS / 1000));
    this.#loop.reset();
  }

  #countRun({ durationMs, kind, outcome, ruleId }: RunRecord): void {
    this.#runs.inc({ kind, outcome });
    this.#runSeconds.observe({ kind }, durationMs / 1000);
    if (kind !== 'scheduled') return;
    if (outcome === 'failed') this.#failingRules.add(ruleId);
    else this.#failingRules.delete(ruleId);
  }
}
