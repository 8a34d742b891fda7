import { BlockList, isIP } from 'node:net';

/** Membership in blocks as Node has it. An IPv4 address is asked about in its mapped form too: `::/0` holds it. */
export function inBlocks(blocks: readonly string[], address: string): boolean {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return false;
  const list = new BlockList();
  for (const block of blocks) {
    const [base = '', prefix] = block.split('/');
    const kind = isIP(base) === 4 ? 'ipv4' : 'ipv6';
    list.addSubnet(base, prefix === undefined ? (kind === 'ipv4' ? 32 : 128) : Number(prefix), kind);
  }
  if (family === 6) return list.check(address, 'ipv6');
  return list.check(address, 'ipv4') || list.check(`::ffff:${address}`, 'ipv6');
}
