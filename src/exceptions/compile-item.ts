import { compilePredicate } from '../engine/compile-predicate.ts';
import { buildExtractor } from '../engine/extract/extractor.ts';
import type { JsonObject } from '../event/json.ts';
import type { Predicate } from '../plan/predicate.ts';
import { documentWith, type LoweredItem } from './lower-item.ts';
import { objectsAt } from './nested-objects.ts';

/** A test whether an item holds of an event, its nested entries included. */
export function compileItem({ plain, nested }: LoweredItem): (document: JsonObject) => boolean {
  const holdsPlain = compileOnDocument(plain);
  const holdNested = nested.map(({ path, condition }) => {
    const holds = compileOnDocument(condition);
    return (document: JsonObject) =>
      objectsAt(document, path).some(object => holds(documentWith(path, object)));
  });
  return document => holdsPlain(document) && holdNested.every(holds => holds(document));
}

function compileOnDocument(predicate: Predicate): (document: JsonObject) => boolean {
  const fields: string[] = [];
  const test = compilePredicate(predicate, ({ path }) => {
    const known = fields.indexOf(path);
    return known >= 0 ? known : fields.push(path) - 1;
  });
  const extractor = buildExtractor(fields);
  return document => test(extractor.fromDocument(document));
}
