import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import { mergeDocuments } from '../merge-documents.ts';
import { EcsDraft } from './ecs-draft.ts';

/**
 * A Windows record says on which computer it was written, and nothing else about the host; Elastic's pipelines
 * leave the rest to the agent, which leaves it out for forwarded events. Rules need it (`host.os.type`, sequences
 * `by host.id`), so what the document lacks is derived: the id is the computer's name in lower case, as Windows
 * does not tell names apart by case.
 */
export function setHost(draft: EcsDraft, computer: string | undefined): void {
  if (computer !== undefined) {
    draft.set('host.id', computer.toLowerCase());
    draft.set('host.name', computer);
  }
  draft.set('host.os.family', 'windows');
  draft.set('host.os.type', 'windows');
}

/** The same for a document that came from a shipper: what it says about the host is never overruled. */
export function withDerivedHost(document: JsonObject, computer: string | undefined): JsonObject {
  const derived = new EcsDraft();
  const add = (path: string, value: string | undefined): void => {
    if (readField(document, path) === undefined) derived.set(path, value);
  };
  add('host.id', computer?.toLowerCase());
  add('host.name', computer);
  add('host.os.family', 'windows');
  add('host.os.type', 'windows');
  return mergeDocuments(document, derived.document);
}
