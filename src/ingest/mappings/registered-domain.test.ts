import { expect, test } from 'vitest';
import { splitDomain } from './registered-domain.ts';

/** The name, and what its owner registered, what stands before that, and what it is registered under. */
const SPLIT: readonly (readonly [string, string | undefined, string | undefined, string])[] = [
  ['www.example.com', 'example.com', 'www', 'com'],
  ['example.com', 'example.com', undefined, 'com'],
  ['a.b.example.co.uk', 'example.co.uk', 'a.b', 'co.uk'],
  ['WWW.Example.Co.UK.', 'example.co.uk', 'WWW', 'co.uk'],
  ['_ldap._tcp.dc._msdcs.example.com', 'example.com', '_ldap._tcp.dc._msdcs', 'com'],
  ['a.b.kawasaki.jp', 'a.b.kawasaki.jp', undefined, 'b.kawasaki.jp'],
  ['a.city.kawasaki.jp', 'city.kawasaki.jp', 'a', 'kawasaki.jp'],
  ['www.xn--85x722f.xn--55qx5d.cn', 'xn--85x722f.xn--55qx5d.cn', 'www', 'xn--55qx5d.cn'],
];

test.each(SPLIT)(
  '%s is split by the public suffix list',
  (name, registeredDomain, subdomain, topLevelDomain) => {
    expect(splitDomain(name)).toEqual({ registeredDomain, subdomain, topLevelDomain });
  },
);

test.each([
  ['someone.github.io', 'github.io', 'someone', 'io'],
  ['github.io', 'github.io', undefined, 'io'],
  ['content-autofill.googleapis.com', 'googleapis.com', 'content-autofill', 'com'],
  ['1.www.global.ssl.fastly.net', 'global.ssl.fastly.net', '1.www', 'ssl.fastly.net'],
])(
  '%s lies under a private suffix, which its owner registered',
  (name, registeredDomain, subdomain, topLevelDomain) => {
    expect(splitDomain(name)).toEqual({ registeredDomain, subdomain, topLevelDomain });
  },
);

test.each(['com', 'co.uk'])('%s is a public suffix and nothing else', name => {
  expect(splitDomain(name)).toEqual({ topLevelDomain: name });
});

test.each([
  'pc.corp.local',
  'wpad',
  '192.0.2.1',
  '2001:db8::1',
  '',
  '.',
  '.example.com',
  'a..com',
  '$',
  '__proto__',
])('nothing is said of %j', name => {
  expect(splitDomain(name)).toBeUndefined();
});
