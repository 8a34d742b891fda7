/**
 * Ids that say what they stand for: the same rule and the same events give the same id, whoever finds them, in
 * whatever order, on whatever day. A replay, an overlapping look-back or a second worker therefore doubles
 * nothing. Neither the index nor the container of an event takes part, as one event may come in several.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Json } from '../event/json.ts';

/** The id of the alert of a single event: 64 hexadecimal digits. */
export function eventAlertId(ruleId: string, eventId: string): string {
  return digest(['event', ruleId, eventId]);
}

/** The id of the shell of a sequence, from the ids of its events in the order of the steps. */
export function shellAlertId(ruleId: string, eventIds: readonly string[]): string {
  return digest(['sequence', ruleId, ...eventIds]);
}

/**
 * The id of a building block. One event may stand in several sequences of a rule and at several steps; each
 * time it is a block of its own.
 */
export function blockAlertId(shellId: string, position: number): string {
  return digest(['block', shellId, position]);
}

/**
 * The id of the alert of a group of events: its values and the time of its first event. Of events of one time it does
 * not matter which came first.
 */
export function thresholdAlertId(ruleId: string, group: readonly Json[], fromMs: number): string {
  return digest(['threshold', ruleId, JSON.stringify(group), fromMs]);
}

/** The id of the alert of values that are new: they and when they were seen, likewise. */
export function newTermsAlertId(ruleId: string, terms: readonly Json[], atMs: number): string {
  return digest(['new terms', ruleId, JSON.stringify(terms), atMs]);
}

/** The id of what suppression takes for one: alerts of a rule with equal values of some fields, whenever they come. */
export function suppressionId(
  ruleId: string,
  terms: readonly { readonly field: string; readonly key: string | null }[],
): string {
  return digest(['suppression', ruleId, ...terms.flatMap(({ field, key }) => [field, JSON.stringify(key)])]);
}

/** The rule id itself if it is a UUID, else one that is always the same for it (RFC 9562, version 8). */
export function ruleUuid(ruleId: string): string {
  if (UUID.test(ruleId)) return ruleId.toLowerCase();
  const bytes = sha256(utf8ToBytes(JSON.stringify(['rule', ruleId]))).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** JSON tells the parts apart whatever they hold, where plain concatenation takes `ab`,`c` for `a`,`bc`. */
function digest(parts: readonly (string | number)[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts))));
}
