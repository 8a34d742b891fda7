import { compileCidrs, isCidr } from '../../event/cidr.ts';
import { constantTexts } from './constant-texts.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const cidrMatch: FunctionDefinition = {
  name: 'cidrMatch',
  parameters: [
    { name: 'address', type: 'ip' },
    { name: 'block', type: 'string', constant: true },
  ],
  variadic: true,
  returns: 'boolean',
  hasCaseInsensitiveVariant: false,
  doc: 'Whether an IPv4 or IPv6 address lies in one of the blocks; a block may have host bits set.',
  examples: [
    { expr: 'cidrMatch("10.6.48.157", "192.168.0.0/16", "10.0.0.1/8")', result: true },
    { expr: 'cidrMatch("fe80::1", "fe80::/10")', result: true },
    { expr: 'cidrMatch("203.0.113.9", "fe80::/10")', result: false },
    { expr: 'cidrMatch(null, "10.0.0.0/8")', result: null },
  ],
  evaluate: ([address, ...blocks]) => prepare(blocks)(address),
  prepare,
  rejects([, ...blocks]) {
    const wrong = blocks.find(block => typeof block === 'string' && !isCidr(block));
    return wrong === undefined ? undefined : `\`${wrong}\` is no network block`;
  },
};

function prepare(
  blocks: Parameters<FunctionDefinition['evaluate']>[0],
): ReturnType<NonNullable<FunctionDefinition['prepare']>> {
  const isInside = compileCidrs(constantTexts(blocks).filter(isCidr));
  return address => (typeof address === 'string' ? isInside(address) : null);
}
