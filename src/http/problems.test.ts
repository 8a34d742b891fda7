import { expect, test } from 'vitest';
import { problemFormOf } from './problems.ts';

test.each([
  ['/api/detection_engine/rules', 'elastic'],
  ['/api/exception_lists/items', 'elastic'],
  ['/api/exceptions/shared', 'elastic'],
  ['/api/exceptions/unheard_of', 'elastic'],
  ['/api/lists', 'elastic'],
  ['/api/status', 'elastic'],
  ['/s/default/api/unheard_of', 'elastic'],
  ['/s/another/api/detection_engine/rules', 'elastic'],
  ['/api/exceptionsX', 'tripline'],
  ['/api/tripline/status', 'tripline'],
  ['/api/unheard_of', 'tripline'],
  ['/app/rules', 'tripline'],
  ['/logs-x/_bulk', 'elasticsearch'],
  ['/s/_bulk', 'elasticsearch'],
  ['/', 'elasticsearch'],
])('an error on %s is told as %s tells it', (path, form) => {
  expect(problemFormOf(path)).toBe(form);
});
