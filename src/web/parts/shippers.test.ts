import { expect, test } from 'vitest';
import { addressOf, SHIPPERS } from './shippers.ts';

const KEY = { id: 'the-id', secret: 'the-secret', encoded: 'dGhlLWlkOnRoZS1zZWNyZXQ=' };

test('the port is written out, as shippers take another one where none is', () => {
  expect(addressOf('https://tripline.example', '')).toEqual({
    ...{ url: 'https://tripline.example:443', host: 'tripline.example', port: 443, path: '', isTls: true },
  });
  expect(addressOf('http://127.0.0.1:4180', '/below')).toEqual({
    ...{ url: 'http://127.0.0.1:4180/below', host: '127.0.0.1', port: 4180, path: '/below', isTls: false },
  });
});

test('an address of IPv6 has brackets in a URL and none as a host', () => {
  expect(addressOf('http://[::1]:4180', '')).toMatchObject({ url: 'http://[::1]:4180', host: '::1' });
});

test.each(SHIPPERS.map(shipper => [shipper.name, shipper] as const))(
  'the configuration of %s holds the key and where to',
  (_, { text }) => {
    const said = text(addressOf('https://tripline.example', ''), KEY);
    expect(said).toContain('tripline.example');
    expect(said).toContain('443');
    expect(said.includes(KEY.secret) || said.includes(KEY.encoded)).toBe(true);
    expect(said.endsWith('\n')).toBe(true);
  },
);

test('no two shippers have one id', () => {
  expect(new Set(SHIPPERS.map(({ id }) => id)).size).toBe(SHIPPERS.length);
});
