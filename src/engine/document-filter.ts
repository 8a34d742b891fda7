import type { JsonObject } from '../event/json.ts';
import type { Predicate } from '../plan/predicate.ts';
import { compilePredicate } from './compile-predicate.ts';
import { buildExtractor } from './extract/extractor.ts';
import { SlotTable } from './slot-table.ts';

/** A condition over whole documents, for who has few of them; many events pass a rule set. */
export function compileDocumentFilter(filter: Predicate): (document: JsonObject) => boolean {
  const slots = new SlotTable();
  const accepts = compilePredicate(filter, slots.slotOf);
  const extractor = buildExtractor(slots.paths);
  return document => accepts(extractor.fromDocument(document));
}

/** Several of them over the same documents, of which each is walked once; by position of the condition. */
export function compileDocumentFilters(
  filters: readonly Predicate[],
): (document: JsonObject) => readonly boolean[] {
  const slots = new SlotTable();
  const accepting = filters.map(filter => compilePredicate(filter, slots.slotOf));
  const extractor = buildExtractor(slots.paths);
  return document => {
    const values = extractor.fromDocument(document);
    return accepting.map(accepts => accepts(values));
  };
}
