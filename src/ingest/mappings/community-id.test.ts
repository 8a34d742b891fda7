import { expect, test } from 'vitest';
import { communityId } from './community-id.ts';

// The first two are examples of the specification's baseline.
test.each([
  ['tcp', '128.232.110.120', 34855, '66.35.250.204', 80, '1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  ['udp', '192.168.1.52', 54585, '8.8.8.8', 53, '1:d/FP5EW3wiY1vCndhwleRRKHowQ='],
])(
  'a %s flow has the id that other tools give it, in both directions',
  (transport, a, aPort, b, bPort, id) => {
    const there = { transport, sourceIp: a, sourcePort: aPort, destinationIp: b, destinationPort: bPort };
    const back = { transport, sourceIp: b, sourcePort: bPort, destinationIp: a, destinationPort: aPort };
    expect(communityId(there)).toBe(id);
    expect(communityId(back)).toBe(id);
  },
);

test('the spelling of an address does not matter', () => {
  const flow = { transport: 'udp', sourcePort: 1, destinationIp: 'ff02:0:0:0:0:0:1:3', destinationPort: 2 };
  expect(communityId({ ...flow, sourceIp: 'fe80::1' })).toBe(
    communityId({ ...flow, sourceIp: 'FE80:0:0:0:0:0:0:1' }),
  );
});

test.each([
  ['an unknown protocol', { transport: 'gre' }],
  ['no address', { sourceIp: 'iewin7' }],
  ['an impossible port', { destinationPort: 65_536 }],
])('%s has no id', (_, change) => {
  const flow = {
    transport: 'tcp',
    sourceIp: '10.0.0.1',
    sourcePort: 1,
    destinationIp: '10.0.0.2',
    destinationPort: 2,
  };
  expect(communityId(flow)).toBeDefined();
  expect(communityId({ ...flow, ...change })).toBeUndefined();
});
