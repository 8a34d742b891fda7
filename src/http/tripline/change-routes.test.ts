import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { type TriplineApi, triplineApi } from '../../../test/support/tripline-api.ts';
import { changeRoutes } from './change-routes.ts';
import { ChangeStream } from './change-stream.ts';

interface Listener {
  /** The next events, each as `name id data`, without heartbeats. */
  next(count: number): Promise<readonly (readonly [name: string, id: string | undefined, data: string])[]>;
  leave(): void;
}

async function listen(
  url: string,
  headers: { readonly [name: string]: string } = {},
  query = '',
): Promise<Listener> {
  // Not by `fetch`, which opens a connection in advance when one is broken off: a server waits for it to close.
  const request = get(`${url}/api/tripline/changes${query}`, { headers, agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const chunks = answer.setEncoding('utf8')[Symbol.asyncIterator]();
  let text = '';
  return {
    async next(count) {
      const found: (readonly [string, string | undefined, string])[] = [];
      while (found.length < count) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          const { done, value } = await chunks.next();
          if (done) break;
          text += value;
          continue;
        }
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const event = /^event: (.*)$/m.exec(block)?.[1];
        if (event !== undefined)
          found.push([event, /^id: (.*)$/m.exec(block)?.[1], /^data: (.*)$/m.exec(block)?.[1] ?? '']);
      }
      return found;
    },
    leave: () => request.destroy(),
  };
}

async function served(use: (api: TriplineApi, url: string) => Promise<void>): Promise<void> {
  const api = await triplineApi();
  const url = await api.server.listen({ port: 0, host: '127.0.0.1' });
  await use(api, url);
  await api.server.close();
}

describe('changes', () => {
  test('are told as they happen, of the kinds that are wanted', async () =>
    served(async (api, url) => {
      const all = await listen(url);
      const rules = await listen(url, {}, '?kinds=rule');
      await all.next(1);
      await rules.next(1);
      api.change({ kind: 'alerts', uuids: ['u'] });
      api.change({ kind: 'rule', id: 'r' });
      expect((await all.next(2)).map(([name, , data]) => [name, data])).toEqual([
        ['alerts', '{"uuids":["u"],"more":0}'],
        ['rule', '{"id":"r"}'],
      ]);
      expect((await rules.next(1)).map(([name]) => name)).toEqual(['rule']);
      all.leave();
      rules.leave();
    }));

  test('that happened while a listener was away are told when it comes back', async () =>
    served(async (api, url) => {
      const first = await listen(url);
      api.change({ kind: 'rule', id: 'before' });
      const [, [, id = ''] = []] = await first.next(2);
      first.leave();
      api.change({ kind: 'rule', id: 'meanwhile' });
      const again = await listen(url, { 'last-event-id': id });
      expect((await again.next(2)).map(([name, , data]) => [name, data])).toEqual([
        ['hello', '{}'],
        ['rule', '{"id":"meanwhile"}'],
      ]);
      again.leave();
    }));

  test.each(['00000000:99', 'other:1', 'nonsense'])('since %s are not known, and that is said', async id =>
    served(async (api, url) => {
      api.change({ kind: 'exceptions' });
      const listener = await listen(url, { 'last-event-id': id });
      expect((await listener.next(1))[0]?.[0]).toBe('missed');
      listener.leave();
    }),
  );

  test('are no longer all known when too many came in between', async () => {
    const { parts, change, server: unused } = await triplineApi();
    await unused.close();
    const server = fastify();
    changeRoutes(server, parts, {
      heartbeatMs: 5,
      mostKept: 2,
      mostWaiting: 10,
      mostListeners: 1,
      mostMs: 60_000,
    });
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    for (let at = 0; at < 10; at++) change({ kind: 'exceptions' });
    const missed = await listen(url, { 'last-event-id': '00000000:1' });
    const [[name, id = ''] = []] = await missed.next(1);
    expect([name, id]).toEqual(['missed', '00000000:10']);
    expect((await server.inject('/api/tripline/changes')).statusCode).toBe(500);
    missed.leave();
    await server.close();
  });

  test('are no longer told once the server closes', async () =>
    served(async (api, url) => {
      const listener = await listen(url);
      expect(api.listeners()).toBe(1);
      await listener.next(1);
      await api.server.close();
      expect((await listener.next(1)).map(([name]) => name)).toEqual(['bye']);
      expect(api.listeners()).toBe(0);
    }));
});

test('a listener that is too slow is told so and cut off, and never holds more than it may', async () => {
  const stream = new ChangeStream(5);
  for (let at = 0; at < 100_000; at++) stream.tell(`data: ${'x'.repeat(1000)}`);
  let text = '';
  for await (const chunk of stream) text += chunk;
  expect(text.length).toBeLessThan(80_000);
  expect(text).toMatch(/event: cut\ndata: \{"reason":"too slow/);
});
