import { compileDocumentFilter } from '../engine/document-filter.ts';
import type { JsonObject } from '../event/json.ts';
import { documentWith, type LoweredItem } from './lower-item.ts';
import { objectsAt } from './nested-objects.ts';

/** A test whether an item holds of an event, its nested entries included. */
export function compileItem({ plain, nested }: LoweredItem): (document: JsonObject) => boolean {
  const holdsPlain = compileDocumentFilter(plain);
  const holdNested = nested.map(({ path, condition }) => {
    const holds = compileDocumentFilter(condition);
    return (document: JsonObject) =>
      objectsAt(document, path).some(object => holds(documentWith(path, object)));
  });
  return document => holdsPlain(document) && holdNested.every(holds => holds(document));
}
