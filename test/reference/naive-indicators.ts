/**
 * What an indicator rule finds, by definition: the naive twin of src/engine/indicators.ts. Each event is held against
 * each indicator, field by field. Source: docs/design/rest-of-rule-types.md.
 */
import { inOrder, type NaiveEvent, type NaiveStep, type NaiveValue } from './naive-sequence.ts';

export interface NaiveIndicators {
  readonly accepts: NaiveStep['accepts'];
  readonly isIndicator: NaiveStep['accepts'];
  readonly groups: readonly (readonly NaivePair[])[];
}

export interface NaivePair {
  readonly event: string;
  readonly indicator: string;
  readonly negate: boolean;
}

export interface NaiveIndicatorMatch {
  readonly event: NaiveEvent;
  readonly indicators: readonly {
    readonly indicator: NaiveEvent;
    /** `field value`, each once, in alphabetical order. */
    readonly pairs: readonly string[];
  }[];
}

export function naiveIndicators(
  { accepts, groups, isIndicator }: NaiveIndicators,
  unsorted: readonly NaiveEvent[],
): NaiveIndicatorMatch[] {
  const all = [...unsorted].sort(inOrder);
  return all.filter(accepts).flatMap(event => {
    const indicators = all.filter(isIndicator).flatMap(indicator => {
      const fitting = groups.filter(group => group.every(pair => fits(event, indicator, pair)));
      const pairs = new Set(
        fitting.flatMap(group =>
          group
            .filter(({ negate }) => !negate)
            .flatMap(pair => common(event, indicator, pair).map(value => `${pair.event} ${value}`)),
        ),
      );
      return fitting.length === 0 ? [] : [{ indicator, pairs: [...pairs].sort() }];
    });
    return indicators.length === 0 ? [] : [{ event, indicators }];
  });
}

function fits(event: NaiveEvent, indicator: NaiveEvent, pair: NaivePair): boolean {
  return common(event, indicator, pair).length > 0 !== pair.negate;
}

function common(event: NaiveEvent, indicator: NaiveEvent, pair: NaivePair): NaiveValue[] {
  const others = valuesOf(indicator, pair.indicator);
  return valuesOf(event, pair.event).filter(value => others.includes(value));
}

function valuesOf(event: NaiveEvent, field: string): NaiveValue[] {
  return [event.fields[field] ?? []].flat().filter((value): value is NaiveValue => value !== null);
}
