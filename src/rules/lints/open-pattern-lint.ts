import type { FieldTest, Predicate } from '../../plan/predicate.ts';
import { stepsOf } from '../../plan/query.ts';
import { openPatterns } from '../messages.ts';
import type { RuleLint } from './rule-lint.ts';

/** Every filter asks for these by a value that a large part of all events has. */
const GENERIC =
  /^(event\.(category|type|kind|module|dataset|action|outcome)|host\.os\.(type|family|platform)|data_stream\.\w+)$/;

/**
 * A filter that finds its events by nothing but patterns that begin with `*`, of which one has no text to look up:
 * each value of the field must be read. With a text in every pattern the filter network finds the values by it.
 */
export const openPatternLint: RuleLint = (rule, plan) => {
  const filters = new Set(stepsOf(plan).map(({ filter }) => filter));
  return [...filters].flatMap(filter => {
    if (isLookedUp(filter)) return [];
    const [first] = openTests(filter);
    return first === undefined ? [] : [openPatterns(rule.origin, first)];
  });
};

/** Whether an index can find the events that pass: by an `and`'s best side, by all sides of an `or`. */
function isLookedUp(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'constant':
      return !predicate.value;
    case 'all':
      return predicate.terms.some(isLookedUp);
    case 'any':
      return predicate.terms.every(isLookedUp);
    case 'not':
    case 'script':
    case 'exists':
      return false;
    case 'like':
      return (
        !predicate.patterns.every(pattern => pattern.startsWith('*')) || predicate.patterns.every(hasLongText)
      );
    case 'affix':
      return predicate.at === 'start';
    case 'nested':
      return isLookedUp(predicate.term);
    case 'relative-range':
      return true;
    default:
      return !GENERIC.test(predicate.field.path);
  }
}

/** As short as a text may be that few values hold. */
const LEAST_TEXT = 3;

function hasLongText(pattern: string): boolean {
  return pattern.split(/[*?]/).some(text => text.length >= LEAST_TEXT);
}

/** The tests that would find the events if their patterns did not begin with a star. */
function openTests(predicate: Predicate): readonly FieldTest[] {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return predicate.terms.flatMap(openTests);
    case 'like':
      return isLookedUp(predicate) ? [] : [predicate];
    default:
      return [];
  }
}
