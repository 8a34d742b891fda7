import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { isLoopback, listen, parseListenAddress } from './listen.ts';

describe('an address to listen on', () => {
  test.each([
    ['127.0.0.1:4180', { host: '127.0.0.1', port: 4180 }],
    ['4180', { host: '127.0.0.1', port: 4180 }],
    [':0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['box.example:9200', { host: 'box.example', port: 9200 }],
  ])('%s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  test.each(['', 'host', 'host:', '1.2.3.4:99999', '::1:80', 'a b:1'])('%j is none', text => {
    expect(parseListenAddress(text)).toBeUndefined();
  });

  test('is of this machine alone, or not', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', 'box'].some(isLoopback)).toBe(false);
  });

  test('whose port is taken: the next free one is used, if it may', async () => {
    const [first, second, third] = [fastify(), fastify(), fastify()];
    try {
      const port = await listen(first, { host: '127.0.0.1', port: 0 }, { mayMove: false });
      const taken = { host: '127.0.0.1', port };
      await expect(listen(second, taken, { mayMove: false })).rejects.toMatchObject({ code: 'EADDRINUSE' });
      expect(await listen(third, taken, { mayMove: true })).toBeGreaterThan(port);
    } finally {
      await Promise.all([first.close(), second.close(), third.close()]);
    }
  });
});
