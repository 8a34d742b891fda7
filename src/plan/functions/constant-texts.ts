import type { ExprValue } from './function-definition.ts';

/** The texts among constant arguments; the checker has refused everything else. */
export function constantTexts(args: readonly (ExprValue | undefined)[]): readonly string[] {
  return args.filter(arg => typeof arg === 'string');
}
