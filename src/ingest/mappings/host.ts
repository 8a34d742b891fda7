import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import { defined } from '../defined.ts';
import { mergeDocuments } from '../merge-documents.ts';

/**
 * A Windows record says on which computer it was written, and nothing else about the host; Elastic's pipelines
 * leave the rest to the agent, which leaves it out for forwarded events. Rules need it (`host.os.type`, sequences
 * `by host.id`), so what the document lacks is derived: the id is the computer's name in lower case, as Windows
 * does not tell names apart by case. What the document says about the host is never overruled.
 */
export function withDerivedHost(document: JsonObject, computer: string | undefined): JsonObject {
  const isMissing = (path: string): boolean => readField(document, path) === undefined;
  const derived = defined({
    id: computer !== undefined && isMissing('host.id') ? computer.toLowerCase() : undefined,
    name: computer !== undefined && isMissing('host.name') ? computer : undefined,
    os: defined({
      family: isMissing('host.os.family') ? 'windows' : undefined,
      type: isMissing('host.os.type') ? 'windows' : undefined,
    }),
  });
  return mergeDocuments(document, defined({ host: derived }));
}
