import { describe, expect, test } from 'vitest';
import { type HuntStep, NO_TRAIL, stepLabel, trailAt } from './hunt-steps.ts';

const step = (query: string, from = 'now-1h'): HuntStep => ({ language: 'eql', query, from, to: 'now' });

describe('the trail of a hunt', () => {
  const trail = [step('a'), step('b'), step('c')].reduce(trailAt, NO_TRAIL);

  test('grows by each query', () => {
    expect(trail.at).toBe(2);
    expect(trail.steps.map(({ query }) => query)).toEqual(['a', 'b', 'c']);
  });

  test('does not grow by going back, nor by running the same again', () => {
    expect(trailAt(trail, step('b'))).toEqual({ steps: trail.steps, at: 1 });
    expect(trailAt(trail, step('a'))).toEqual({ steps: trail.steps, at: 0 });
  });

  test('forgets what was ahead once another way is taken', () => {
    expect(trailAt(trailAt(trail, step('a')), step('d')).steps.map(({ query }) => query)).toEqual(['a', 'd']);
  });
});

describe('a step is called', () => {
  test('by the condition that it added', () => {
    const added = step('process where a == 1 and process.name == "x"');
    expect(stepLabel(step('process where a == 1'), added)).toBe('process.name == "x"');
  });

  test('by its time where only that changed', () => {
    expect(stepLabel(step('a'), step('a', 'now-7d'))).toBe('now-7d to now');
  });

  test('by its whole query else, cut where it is long', () => {
    expect(stepLabel(undefined, step(`a ${'b'.repeat(100)}`))).toHaveLength(49);
  });
});
