/** An event in a line, from the ECS fields that say most about it, whatever the rule asked for. */

import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';

/** `DllHost.exe (pid 3892), started by svchost.exe`, `tcp 10.1.2.3:49159 → 93.184.216.34:443`; empty if it says nothing. */
export function describeEvent(document: JsonObject): string {
  const parts = [subject(document), connection(document), object(document)].filter(part => part !== '');
  return parts.length > 0 ? parts.join(' · ') : account(document);
}

/** `process start`, `network connection_attempted`; the category only once where the action begins with it. */
export function titleOf(document: JsonObject): string {
  const parts = [
    text(document, 'event.category'),
    text(document, 'event.action') ?? text(document, 'event.type'),
  ];
  const words = parts.flatMap(part => part?.toLowerCase().split(' ') ?? []);
  return words.filter((word, at) => word !== words[at - 1]).join(' ');
}

/** Where: the name of the host, or its id. */
export function hostOf(document: JsonObject): string | undefined {
  return text(document, 'host.name') ?? text(document, 'host.hostname') ?? text(document, 'host.id');
}

/** Who: `DOMAIN\name`, or the name alone. */
export function userOf(document: JsonObject): string | undefined {
  const name = text(document, 'user.name');
  const domain = text(document, 'user.domain');
  return name === undefined || domain === undefined ? name : `${domain}\\${name}`;
}

function subject(document: JsonObject): string {
  const name = text(document, 'process.name') ?? text(document, 'process.executable');
  if (name === undefined) return '';
  const pid = text(document, 'process.pid');
  const parent = text(document, 'process.parent.name');
  return `${name}${pid === undefined ? '' : ` (pid ${pid})`}${parent === undefined ? '' : `, started by ${parent}`}`;
}

/** `user anna from 10.1.1.7`: all that a logon says. */
function account(document: JsonObject): string {
  const user = userOf(document);
  const source = endpoint(document, 'source');
  return [user && `user ${user}`, source && `from ${source}`].filter(part => part !== undefined).join(' ');
}

function connection(document: JsonObject): string {
  const destination = endpoint(document, 'destination');
  if (destination === undefined) return '';
  const source = endpoint(document, 'source');
  const transport = text(document, 'network.transport');
  return [transport, source, '→', destination].filter(part => part !== undefined).join(' ');
}

function endpoint(document: JsonObject, side: 'source' | 'destination'): string | undefined {
  const address = text(document, `${side}.ip`) ?? text(document, `${side}.address`);
  const port = text(document, `${side}.port`);
  if (address === undefined || port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function object(document: JsonObject): string {
  return (
    text(document, 'dns.question.name') ??
    text(document, 'file.path') ??
    text(document, 'registry.path') ??
    ''
  );
}

function text(document: JsonObject, path: string): string | undefined {
  const [value] = valuesOf(readField(document, path));
  return value === undefined ? undefined : String(value);
}
