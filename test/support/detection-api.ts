/** Elastic's API on a bare server, over stores in memory and a detection that only remembers what it was asked. */
import Fastify, { type FastifyInstance } from 'fastify';
import type { Detection, RunRecord } from '../../src/detect/detection.ts';
import { openExceptionBook } from '../../src/detect/exception-book.ts';
import { openRuleBook } from '../../src/detect/open-rule-book.ts';
import type { RuleChange } from '../../src/detect/rule-book.ts';
import { RunRequests } from '../../src/detect/run-requests.ts';
import { openValueListBook } from '../../src/detect/value-list-book.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { ExceptionItems, ExceptionOptions } from '../../src/exceptions/apply-exceptions.ts';
import { readBodies } from '../../src/http/bodies.ts';
import { detectionRoutes } from '../../src/http/detection/detection-routes.ts';
import { exceptionRoutes } from '../../src/http/exceptions/exception-routes.ts';
import { listRoutes } from '../../src/http/lists/list-routes.ts';
import type { HttpParts } from '../../src/http/parts.ts';
import { tellErrors } from '../../src/http/tell-errors.ts';
import { MemoryAlertStore } from '../../src/store/memory/alert-store.ts';
import { MemoryEventStore } from '../../src/store/memory/event-store.ts';
import { MemoryObjectStore } from '../../src/store/memory/object-store.ts';

export interface DetectionApi {
  readonly server: FastifyInstance;
  readonly parts: HttpParts;
  /** What the detection was told and asked, in order. */
  readonly asked: string[];
  readonly changes: RuleChange[];
  /** The last that was told of exceptions. */
  readonly excepted: () => (ExceptionItems & ExceptionOptions) | undefined;
  readonly records: Map<string, RunRecord>;
  ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown): Promise<Answer>;
  upload(url: string, fileName: string, text: string): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  // Tests look into answers by the keys that they expect.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is tested
  readonly body: any;
}

export const START_MS: number = Date.parse('2026-03-02T09:00:00Z');

export async function detectionApi(): Promise<DetectionApi> {
  let ticks = 0;
  let ids = 0;
  const clock = (): number => START_MS + ++ticks * 1000;
  const newId = (): string => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  const asked: string[] = [];
  const changes: RuleChange[] = [];
  const records = new Map<string, RunRecord>();
  let excepted: (ExceptionItems & ExceptionOptions) | undefined;
  const objects = new MemoryObjectStore();
  const valueLists = await openValueListBook(objects, () => exceptions?.tell());
  const exceptions = await openExceptionBook({
    ...{ objects, newId, valueLists },
    onChange: current => {
      excepted = current;
    },
  });
  const rules = await openRuleBook({
    ...{ objects, newId },
    onChanges: more => {
      changes.push(...more);
    },
  });
  const detection = fakeDetection(asked, records);
  const parts: HttpParts = {
    ...{ clock, newId, objects, rules, exceptions, valueLists, version: '0.0.0' },
    events: new MemoryEventStore(),
    alerts: new MemoryAlertStore(),
    detection,
    runRequests: new RunRequests({ detection, objects, newId, now: clock }),
    intake: {
      take: async () => [],
      counts: { stored: 0, doubles: 0, refused: new Map(), turnedAway: 0 },
    },
    changes: { subscribe: () => () => undefined },
  };
  const server = Fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
  server.addHook('onRequest', async request => {
    request.caller = { name: 'tester', access: 'all', by: 'key', id: 'k' };
  });
  tellErrors(server);
  readBodies(server);
  detectionRoutes(server, parts);
  exceptionRoutes(server, parts);
  listRoutes(server, parts);
  await server.ready();
  const answered = (response: { statusCode: number; payload: string }): Answer => {
    const { payload: text, statusCode: status } = response;
    return { status, text, body: text.startsWith('{') || text.startsWith('[') ? firstJson(text) : text };
  };
  return {
    ...{ server, parts, asked, changes, records, excepted: () => excepted },
    ask: async (method, url, body) =>
      answered(
        await server.inject({ method, url, ...(body !== undefined && { payload: body as JsonObject }) }),
      ),
    upload: async (url, fileName, text) =>
      answered(
        await server.inject({
          ...{ method: 'POST', url, headers: { 'content-type': 'multipart/form-data; boundary=xx' } },
          payload: `--xx\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n${text}\r\n--xx--\r\n`,
        }),
      ),
    close: () => server.close(),
  };
}

/** NDJSON stays text. */
function firstJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fakeDetection(asked: string[], records: ReadonlyMap<string, RunRecord>): Detection {
  return {
    start: async () => undefined,
    setRules: async () => undefined,
    removeRules: async () => undefined,
    setExceptions: () => undefined,
    take: () => undefined,
    tick: async () => undefined,
    runs: async ruleId => {
      const record = records.get(ruleId);
      return record === undefined ? [] : [record];
    },
    latestRuns: async () => [],
    gaps: async () => [],
    run: async (ruleId, { fromMs, toMs }, { requestedBy }) => {
      asked.push(`run ${ruleId} ${fromMs}-${toMs} ${requestedBy}`);
      return [];
    },
    fillGaps: async (ruleId, { fromMs, toMs }, { requestedBy }) => {
      asked.push(`fill ${ruleId} ${fromMs}-${toMs} ${requestedBy}`);
      return [];
    },
    preview: async (rule, { window }) => {
      asked.push(`preview ${rule.rule.name} ${window.fromMs}-${window.toMs}`);
      return {
        ...{ alerts: [], alertCount: 0, events: 3, hits: 0, durationMs: 4.2 },
        ...{ isAborted: false, warnings: ['seen little'] },
      };
    },
    status: () => ({
      ...{ rules: 0, heldHits: 0, tooLateEvents: 0, tooLateWindow: undefined },
      ...{ aheadOfClockEvents: 0, unreadableEvents: 0, waitingRuns: 0, alertDelayMs: undefined },
      alertsMade: { low: 0, medium: 0, high: 0, critical: 0 },
    }),
    close: async () => undefined,
  };
}

/** A rule that runs. */
export const RULE: JsonObject = {
  name: 'Commands by the web server',
  description: 'A shell below the web server.',
  risk_score: 47,
  severity: 'medium',
  type: 'eql',
  language: 'eql',
  query: 'process where process.name == "sh"\n  and process.parent.name == "nginx"',
  rule_id: 'web-shell',
};
