/** All lints, few and each worth its line: a lint that is wrong now and then costs more trust than it earns. */
import { lookBackLint } from './look-back-lint.ts';
import { maxspanLint } from './maxspan-lint.ts';
import { noIndexLint } from './no-index-lint.ts';
import type { RuleLint } from './rule-lint.ts';

export const ruleLints: readonly RuleLint[] = [lookBackLint, maxspanLint, noIndexLint];
