/** An event in a few words, where there is no room for more: its host, what kind it is, its process. */
import { isJsonObject, type Json } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';

export function briefEvent(document: { readonly [field: string]: unknown }): string {
  const words = [
    first(document, 'host.name') ?? first(document, 'winlog.computer_name'),
    first(document, 'event.module') ?? first(document, 'event.dataset'),
    first(document, 'event.action') ?? first(document, 'event.code') ?? first(document, 'event.category'),
    first(document, 'process.name') ?? first(document, 'message')?.slice(0, 80),
  ].filter(word => word !== undefined);
  return words.length === 0 ? 'an event without the usual fields' : words.join(' · ');
}

function first(document: { readonly [field: string]: unknown }, path: string): string | undefined {
  const found: unknown = isJsonObject(document) ? readField(document, path) : undefined;
  const value: unknown = Array.isArray(found) ? (found as readonly Json[])[0] : found;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
