import { compileEql } from '../../src/lang/eql/index.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import { sourceText } from '../../src/source/source-text.ts';

/** The predicate of an EQL condition. */
export function conditionOf(condition: string): Predicate {
  const { value, diagnostics } = compileEql(sourceText('condition', `any where ${condition}`));
  if (value?.kind !== 'events')
    throw new Error(`${condition}: ${diagnostics.map(({ message }) => message).join('; ')}`);
  return value.filter;
}
