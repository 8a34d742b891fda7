import { compileDocumentFilter, compileDocumentFilters } from '../engine/document-filter.ts';
import type { JsonObject } from '../event/json.ts';
import { documentWith, type LoweredItem } from './lower-item.ts';
import { objectsAt } from './nested-objects.ts';

/** A test whether an item holds of an event, its nested entries included. */
export function compileItem(item: LoweredItem): (document: JsonObject) => boolean {
  const holdsPlain = compileDocumentFilter(item.plain);
  const holdsNested = nestedTest(item);
  return document => holdsPlain(document) && holdsNested(document);
}

/** Many items over many events: each event is walked once. By position of the item whether it holds. */
export function compileItems(items: readonly LoweredItem[]): (document: JsonObject) => readonly boolean[] {
  const holdPlain = compileDocumentFilters(items.map(({ plain }) => plain));
  const holdNested = items.map(nestedTest);
  return document => holdPlain(document).map((holds, at) => holds && holdNested[at]?.(document) === true);
}

function nestedTest({ nested }: LoweredItem): (document: JsonObject) => boolean {
  const holdNested = nested.map(({ path, condition }) => {
    const holds = compileDocumentFilter(condition);
    return (document: JsonObject) =>
      objectsAt(document, path).some(object => holds(documentWith(path, object)));
  });
  return document => holdNested.every(holds => holds(document));
}
