/** Tripline's own API on stores in memory, with a detection that answers as a test tells it. */
import fastify, { type FastifyInstance } from 'fastify';
import type { Change, Detection } from '../../src/detect/detection.ts';
import { openExceptionBook } from '../../src/detect/exception-book.ts';
import type { BookRule, RuleBook } from '../../src/detect/rule-book.ts';
import { RunRequests } from '../../src/detect/run-requests.ts';
import { openValueListBook } from '../../src/detect/value-list-book.ts';
import { readBodies } from '../../src/http/bodies.ts';
import type { Access, HttpParts } from '../../src/http/parts.ts';
import { tellErrors } from '../../src/http/tell-errors.ts';
import { triplineRoutes } from '../../src/http/tripline/index.ts';
import { MemoryAlertStore } from '../../src/store/memory/alert-store.ts';
import { MemoryEventStore } from '../../src/store/memory/event-store.ts';
import { MemoryObjectStore } from '../../src/store/memory/object-store.ts';

export interface TriplineApi {
  readonly server: FastifyInstance;
  readonly parts: HttpParts;
  /** Tells all listeners. */
  change(change: Change): void;
  listeners(): number;
}

export interface ApiOptions extends Partial<HttpParts> {
  readonly bookRules?: readonly BookRule[];
  readonly answers?: Partial<Detection>;
}

export async function triplineApi({
  answers,
  bookRules = [],
  ...parts
}: ApiOptions = {}): Promise<TriplineApi> {
  const listeners = new Set<(change: Change) => void>();
  let ids = 0;
  const newId = (): string => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  const objects = new MemoryObjectStore();
  const valueLists = await openValueListBook(objects);
  const clock = (): number => Date.UTC(2026, 10, 24, 9);
  const detection = detectionOf(answers ?? {});
  const all: HttpParts = {
    clock,
    newId,
    events: new MemoryEventStore(),
    alerts: new MemoryAlertStore(),
    objects,
    valueLists,
    exceptions: await openExceptionBook({ objects, newId, valueLists }),
    rules: ruleBookOf(bookRules),
    detection,
    runRequests: new RunRequests({ detection, objects, newId, now: clock }),
    intake: {
      take: async () => [],
      counts: { stored: 3, doubles: 1, refused: new Map([['no JSON', 2]]), turnedAway: 0 },
    },
    changes: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    version: '0.0.0',
    ...parts,
  };
  const server = fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
  server.addHook('onRequest', async request => {
    request.caller = { name: 'analyst', access: 'all', by: 'key', id: 'k' };
  });
  tellErrors(server);
  readBodies(server);
  triplineRoutes(server, all);
  await server.ready();
  return {
    server,
    parts: all,
    change: change => {
      for (const listener of listeners) listener(change);
    },
    listeners: () => listeners.size,
  };
}

/** Who may call each route, as the routes say it. */
export async function accessOfRoutes(): Promise<
  readonly (readonly [route: string, access: Access | 'none' | undefined])[]
> {
  const found: (readonly [string, Access | 'none' | undefined])[] = [];
  const server = fastify();
  server.addHook('onRoute', ({ config, method, url }) => {
    if (method !== 'HEAD') found.push([`${method} ${url}`, config?.access]);
  });
  const { parts } = await triplineApi();
  triplineRoutes(server, parts);
  await server.ready();
  await server.close();
  return found;
}

/** Only what a test gives can be asked. */
function detectionOf(answers: Partial<Detection>): Detection {
  const unasked = (): never => {
    throw new Error('this test asks nothing of the detection');
  };
  return {
    ...{ start: unasked, setRules: unasked, removeRules: unasked, setExceptions: unasked, take: unasked },
    ...{
      tick: unasked,
      runs: unasked,
      latestRuns: unasked,
      gaps: unasked,
      run: unasked,
      fillGaps: unasked,
      preview: unasked,
    },
    ...{ status: unasked, close: unasked },
    ...answers,
  };
}

function ruleBookOf(rules: readonly BookRule[]): RuleBook {
  const unasked = (): never => {
    throw new Error('this test changes no rules');
  };
  return {
    list: () => rules,
    byId: id => rules.find(rule => rule.id === id),
    byRuleId: ruleId => rules.find(({ rule }) => rule.rule_id === ruleId),
    ...{ create: unasked, replace: unasked, setEnabled: unasked, remove: unasked, setFiles: unasked },
    setOwnList: unasked,
    change: unasked,
    problems: () => [],
    tellAgain: async () => undefined,
  };
}
