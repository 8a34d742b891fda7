import { expect, test } from 'vitest';
import { judgedStory } from './judged-story.ts';

test('the share of malicious ones is of those that were judged, by month and over all', () => {
  const months = [
    { harmless: 9, malicious: 1, unjudged: 100 },
    { harmless: 0, malicious: 0, unjudged: 3 },
    { harmless: 22, malicious: 3, unjudged: 0 },
  ];
  expect(judgedStory(months)).toEqual({
    sentence: '31 harmless, 4 malicious: of 100 that were judged, 11 were right. 103 were never judged.',
    shares: [0.1, undefined, 0.12],
  });
});

test('where nobody judged, no share is made up', () => {
  expect(judgedStory([]).sentence).toBe('Nobody has judged its alerts yet.');
});
