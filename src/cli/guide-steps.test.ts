import { expect, test } from 'vitest';
import { guideSteps } from './guide-steps.ts';

test('the first steps are the list under a heading that speaks of investigating', () => {
  const note =
    '## Triage\n\n- Not this.\n\n### Possible investigation steps\n\n- One.\n- Two.\n\nText.\n\n- Three.\n';
  expect(guideSteps(note, 3)).toEqual(['One.', 'Two.']);
  expect(guideSteps(note, 1)).toEqual(['One.']);
  expect(guideSteps('', 3)).toEqual([]);
});

test.each([
  ['marks of emphasis go', '**Who** started *it*, and __why__ _now_?', 'Who started it, and why now?'],
  [
    'names keep their underscores',
    'Look at okta.alternate_id and user.full_name.',
    'Look at okta.alternate_id and user.full_name.',
  ],
  ['code keeps every character', 'Run `a_b*c_d`, then `**`.', 'Run a_b*c_d, then **.'],
  ['links become their text', 'Ask [whois](https://example.com/a_b_c).', 'Ask whois.'],
  ['sums are no emphasis', '2 * 3 * 4', '2 * 3 * 4'],
])('%s', (_, markdown, expected) => {
  expect(guideSteps(`# Investigate\n- ${markdown}`, 1)).toEqual([expected]);
});
