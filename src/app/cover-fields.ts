/** `tripline fields`: which rules can fire on these events, and what the others lack. */
import { buildExtractor } from '../engine/extract/extractor.ts';
import { type Coverage, CoverageWatch } from '../explain/field-coverage.ts';
import type { EventInput } from '../ingest/event-input.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { type InputCounts, noInputCounts, type ReadOptions, readInputs } from './read-inputs.ts';

export interface FieldsResult {
  readonly coverage: Coverage;
  readonly counts: InputCounts;
}

export async function coverFields(
  inputs: AsyncIterable<EventInput> | Iterable<EventInput>,
  rules: readonly CompiledRule[],
  options: ReadOptions,
): Promise<FieldsResult> {
  const watch = new CoverageWatch(rules);
  const extractor = buildExtractor(watch.fields);
  const counts = noInputCounts();
  for await (const batch of readInputs(inputs, counts, options)) {
    for (const { index, document } of batch) watch.add(index, extractor.fromDocument(document));
  }
  return { coverage: watch.end(), counts };
}
