import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { overridden } from '../../../test/support/overridden.ts';
import { storeOf } from '../../../test/support/stored-events.ts';
import { triplineApi } from '../../../test/support/tripline-api.ts';
import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { AlertStore } from '../../store/alert-store.ts';
import type { EventStore } from '../../store/event-store.ts';
import { MemoryAlertStore } from '../../store/memory/alert-store.ts';
import type { HttpParts } from '../parts.ts';
import { tellErrors } from '../tell-errors.ts';
import { alertRoutes } from './alert-routes.ts';
import { coverageRoutes } from './coverage-routes.ts';
import { processTreeRoutes } from './process-tree-routes.ts';
import { sourceRoutes } from './source-routes.ts';

/** So long these routes wait here: the stores below never come to an end. */
const WAIT_MS = 20;

let server: FastifyInstance;
afterEach(() => server.close());

async function ask(
  routes: (server: FastifyInstance, parts: HttpParts, mostMs: number) => void,
  parts: Partial<HttpParts>,
  url: string,
  method: 'GET' | 'POST' = 'GET',
) {
  const api = await triplineApi(parts);
  await api.server.close();
  server = fastify();
  tellErrors(server);
  routes(server, api.parts, WAIT_MS);
  return server.inject({ method, url });
}

function givenUp(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
}

async function slowEvents(): Promise<EventStore> {
  const process = { entity_id: 'A', name: 'a.exe' };
  const event = { category: ['process'], type: ['start'] };
  const store = await storeOf([{ '@timestamp': '2026-11-24T08:00:00Z', process, event }], 'logs-x');
  return overridden(store, {
    sources: ({ signal }) => givenUp(signal),
    async *read({ signal }) {
      yield await givenUp(signal);
    },
  });
}

/** Gives two alerts, and then nothing for ever. */
async function slowAlerts(): Promise<AlertStore> {
  const alert = {
    '@timestamp': '2026-11-24T08:30:00.000Z',
    'kibana.alert.rule.rule_id': 'r',
    'kibana.alert.workflow_status': 'open',
  };
  const store = new MemoryAlertStore();
  await store.add(
    ['a', 'b'].map(uuid => ({ ...alert, 'kibana.alert.uuid': uuid }) as unknown as AlertDocument),
  );
  return overridden<AlertStore>(store, {
    async *values(query, fields) {
      yield* store.values(query, fields);
      yield await givenUp(query.signal);
    },
  });
}

test.each([
  [sourceRoutes, 'sources'],
  [coverageRoutes, 'coverage'],
])('%o: counting for too long ends with what to ask instead', async (routes, path) => {
  const answer = await ask(routes, { events: await slowEvents() }, `/api/tripline/${path}`);
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ code: 'too-slow', detail: expect.stringContaining('`from`') });
});

test('fields of sources are those that were seen in time', async () => {
  const tally = { index: 'logs-x', events: 1, bytes: 9, firstMs: 0, lastMs: 0 };
  const events = overridden(await slowEvents(), {
    sources: async () => [{ ...tally, medianLatenessMs: 0, mostLatenessMs: 0 }],
  });
  const answer = await ask(sourceRoutes, { events }, '/api/tripline/sources?fields=true');
  expect(answer.json()).toMatchObject({
    isPartial: true,
    sources: [{ events: 1, fields: { sampledEvents: 0 } }],
  });
});

test('coverage counts the alerts that it got in time, and says that there may be more', async () => {
  const answer = await ask(coverageRoutes, { alerts: await slowAlerts() }, '/api/tripline/coverage');
  expect(answer.json()).toMatchObject({ isPartial: true });
});

test('what is related to an alert is at least what was counted in time', async () => {
  const parts = { alerts: await slowAlerts() };
  const answer = await ask(alertRoutes, parts, '/api/tripline/alerts/a/related', 'POST');
  expect(answer.json()).toMatchObject({
    isPartial: true,
    related: [{ by: 'rule', alerts: 1, open: 1, isAtLeast: true }],
  });
});

test('a process tree says what there was no time for', async () => {
  const parts = { events: await slowEvents() };
  const answer = await ask(processTreeRoutes, parts, '/api/tripline/events/e0/process-tree');
  expect(answer.json()).toMatchObject({
    isPartial: true,
    nodes: [{ name: 'a.exe' }],
    cuts: [expect.stringContaining('descendants')],
  });
});
