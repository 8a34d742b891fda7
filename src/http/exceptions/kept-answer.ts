import type { Kept } from '../../detect/exception-book.ts';
import type { JsonObject } from '../../event/json.ts';

/** A list or an item as Elastic's API answers with it. */
export function keptAnswer({ body, version }: Kept): JsonObject {
  return { ...body, _version: String(version) };
}
