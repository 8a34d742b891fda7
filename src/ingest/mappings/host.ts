import type { Json, JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import { mergeDocuments } from '../merge-documents.ts';

/**
 * A Windows record says on which computer it was written, and nothing else about the host; Elastic's pipelines
 * leave the rest to the agent, which leaves it out for forwarded events. Rules need it (`host.os.type`, sequences
 * `by host.id`), so what the document lacks is derived: the id is the computer's name in lower case, as Windows
 * does not tell names apart by case. What the document says about the host is never overruled.
 */
export function withDerivedHost(document: JsonObject, computer: string | undefined): JsonObject {
  const derived: (readonly [path: string, value: Json])[] = [
    ['host.os.type', 'windows'],
    ['host.os.family', 'windows'],
  ];
  if (computer !== undefined) derived.push(['host.id', computer.toLowerCase()], ['host.name', computer]);
  return derived
    .filter(([path]) => readField(document, path) === undefined)
    .reduce((found, [path, value]) => mergeDocuments(found, nested(path, value)), document);
}

function nested(path: string, value: Json): JsonObject {
  const [outermost = path, ...inner] = path.split('.');
  const members: JsonObject = inner.reduceRight<Json>(
    (holder, key) => ({ [key]: holder }),
    value,
  ) as JsonObject;
  return { [outermost]: members };
}
