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
  const os = { family: 'windows', type: 'windows' };
  draft.set('host', computer ? { id: computer.toLowerCase(), name: computer, os } : { os });
}

/** The same, of what a document lacks that came from a shipper: what it says about the host is never overruled. */
export function deriveHost(draft: EcsDraft, shipped: JsonObject, computer: string | undefined): void {
  if (readField(shipped, 'host.id') === undefined) draft.set('host.id', computer?.toLowerCase());
  if (readField(shipped, 'host.name') === undefined) draft.set('host.name', computer);
  if (readField(shipped, 'host.os.family') === undefined) draft.set('host.os.family', 'windows');
  if (readField(shipped, 'host.os.type') === undefined) draft.set('host.os.type', 'windows');
}

export function withDerivedHost(document: JsonObject, computer: string | undefined): JsonObject {
  const derived = new EcsDraft();
  deriveHost(derived, document, computer);
  return mergeDocuments(document, derived.document);
}
