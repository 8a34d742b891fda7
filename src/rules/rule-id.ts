import { sha256 } from '@noble/hashes/sha2.js';

/**
 * The id of a rule that was written without one (a published page has none): always the same for the same
 * name, so that its alerts keep their ids from run to run. Shaped as a UUID of version 8, the one that
 * RFC 9562 leaves to each maker.
 */
export function ruleIdOf(name: string): string {
  const bytes = sha256(new TextEncoder().encode(`tripline rule\n${name}`)).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
