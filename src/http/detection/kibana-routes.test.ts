import { afterEach, expect, test } from 'vitest';
import { testParts } from '../../../test/support/http-parts.ts';
import { overridden } from '../../../test/support/overridden.ts';
import { StoreUnavailable } from '../../store/event-store.ts';
import { buildServer } from '../server.ts';

let server: ReturnType<typeof buildServer>;
afterEach(() => server.close());

test.each(['', '/s/default'])('clients of Kibana are told which version it is, below %o', async prefix => {
  const parts = testParts();
  server = buildServer(parts, { elasticsearchVersion: '9.1.2' });
  const headers = { authorization: await parts.key('read'), 'content-type': 'application/json' };
  const answer = await server.inject({ url: `${prefix}/api/status`, headers });
  expect(answer.json()).toMatchObject({
    version: { number: '9.1.2' },
    status: { overall: { level: 'available' } },
    tripline: { version: '0.0.0-test' },
  });
  const spaces = await server.inject({ url: `${prefix}/api/spaces/space`, headers });
  expect(spaces.json()).toMatchObject([{ id: 'default' }]);
});

test('a store that does not answer is told as Elastic tells it', async () => {
  const parts = testParts();
  const events = overridden(parts.events, { size: () => Promise.reject(new StoreUnavailable('gone')) });
  server = buildServer({ ...parts, events });
  const answer = await server.inject({
    url: '/api/status',
    headers: { authorization: await parts.key('read') },
  });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ status_code: 503 });
});

test('who has no key is not told', async () => {
  server = buildServer(testParts());
  expect((await server.inject('/api/status')).json()).toMatchObject({ status_code: 401 });
});
