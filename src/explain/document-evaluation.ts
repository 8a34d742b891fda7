/** A filter evaluated over a document, prepared once for each filter. */
import { buildExtractor } from '../engine/extract/extractor.ts';
import { SlotTable } from '../engine/slot-table.ts';
import type { JsonObject } from '../event/json.ts';
import type { Predicate } from '../plan/predicate.ts';
import { compileEvaluation, type Evaluation } from './evaluation.ts';

const known = new WeakMap<Predicate, (document: JsonObject) => Evaluation>();

export function evaluateDocument(filter: Predicate, document: JsonObject): Evaluation {
  let evaluate = known.get(filter);
  if (evaluate === undefined) {
    const table = new SlotTable();
    const evaluateSlots = compileEvaluation(filter, table);
    const extractor = buildExtractor(table.paths);
    evaluate = one => evaluateSlots(extractor.fromDocument(one));
    known.set(filter, evaluate);
  }
  return evaluate(document);
}
