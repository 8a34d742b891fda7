/**
 * The examples of the mappings, as data: a file a source. Each says in a sentence what it shows, holds one event in
 * the form of some container, and names fields with the values that come of it (`gives`) or that must not be
 * there (`lacks`). They go the whole way, from bytes to the document.
 */
import { readFileSync } from 'node:fs';
import type { Json, JsonObject } from '../../../src/event/json.ts';

export interface Example {
  readonly says: string;
  /** Where a record was taken from, if it is not made up. */
  readonly origin?: string;
  /** A Windows record, taken apart: it is read as the XML that it stands for. */
  readonly record?: ExampleRecord;
  /** Or any JSON document, or the text of an XML event. */
  readonly document?: JsonObject;
  readonly xml?: string;
  readonly index?: string;
  readonly gives: { readonly [path: string]: Json };
  readonly lacks?: readonly string[];
}

interface ExampleRecord {
  readonly provider: string;
  readonly channel: string;
  readonly id: string;
  readonly task?: string;
  readonly keywords?: string;
  readonly userSid?: string;
  readonly data?: { readonly [name: string]: string };
  /** Items of EventData without a name. */
  readonly items?: readonly string[];
  /** What stands inside UserData. */
  readonly userData?: string;
}

export function examplesOf(file: string): readonly Example[] {
  // The shape of our own files.
  return JSON.parse(readFileSync(new URL(`./${file}`, import.meta.url), 'utf8')) as readonly Example[];
}

export function inputOf({ record, document, xml }: Example): string {
  if (record !== undefined) return xmlOf(record);
  return xml ?? JSON.stringify(document);
}

function xmlOf({ provider, channel, id, task, keywords, userSid, data, items, userData }: ExampleRecord): string {
  const values = [
    ...Object.entries(data ?? {}).map(([name, value]) => `<Data Name="${name}">${escaped(value)}</Data>`),
    ...(items ?? []).map(value => `<Data>${escaped(value)}</Data>`),
  ];
  return [
    `<Event><System><Provider Name="${provider}"/><EventID>${id}</EventID>`,
    task === undefined ? '' : `<Task>${task}</Task>`,
    keywords === undefined ? '' : `<Keywords>${keywords}</Keywords>`,
    '<TimeCreated SystemTime="2024-05-01T10:00:00.5Z"/>',
    `<Channel>${channel}</Channel><Computer>host-1.example</Computer>`,
    userSid === undefined ? '' : `<Security UserID="${userSid}"/>`,
    `</System>${userData === undefined ? `<EventData>${values.join('')}</EventData>` : `<UserData>${userData}</UserData>`}</Event>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
