/** What a profile says of each filter of a rule: how it is selected, how often it was tried, what that cost. */
import type { ConditionShare, Conditions, FilterAccount } from '../engine/network/network-meter.ts';
import { conditionsIn, type Obstacle, predicateOf, selectionOf } from '../engine/network/selection.ts';
import { placedSteps, stepName } from '../explain/query-steps.ts';
import { testKey } from '../plan/content-key.ts';
import type { FieldTest, Predicate } from '../plan/predicate.ts';
import { type QueryPlan, stepsOf, wantedSteps } from '../plan/query.ts';
import { simplify } from '../plan/simplify.ts';

export interface WitnessTest {
  readonly test: FieldTest;
  /** Of the events in which it was true, from 0 to 1. */
  readonly share: number;
  /** The rule has no such condition: it is what the texts of its regular expression have in common. */
  readonly isDerived: boolean;
}

export interface ToldObstacle extends Pick<Obstacle, 'kind' | 'isAlternative'> {
  /** What is denied, with its `not`. */
  readonly predicate: Predicate;
}

export interface FilterProfile {
  /** `step 2`, `until`; undefined: the rule has one filter. */
  readonly name: string | undefined;
  /** Whether its hits stand in matches, bar them or end them. */
  readonly role: 'event' | 'step' | 'absent' | 'until';
  readonly tried: number;
  readonly accepted: number;
  /** Of all that it causes; of its tries alone, and of what followed its hits. */
  readonly ms: number;
  readonly tryMs: number;
  readonly hitMs: number;
  /**
   * One of these is true of every event that it accepts, the most frequent first; of all such lists that in which the
   * fewest events are. Undefined: there is none, it is tried on every event.
   */
  readonly witness: readonly WitnessTest[] | undefined;
  /** The same of tests that say more than of which kind an event is. */
  readonly telling: readonly WitnessTest[] | undefined;
  /** Why none of them says more. */
  readonly obstacles: readonly ToldObstacle[];
  /** Conditions that had to be run, the dearest first. */
  readonly shares: readonly ConditionShare[];
  /** The categories that it asks for by name. */
  readonly categories: readonly string[];
}

/** Fields that tell of which kind an event is: few values each, and hardly a rule that does not ask for one. */
const KIND =
  /^(event\.(category|type|action|kind|dataset|module|outcome|provider)|host\.os\.(type|family|platform)|data_stream\.\w+)$/;

/**
 * The filters of a plan in the order of the query.
 * @param accounts of its filters, in the order of `stepsOf`.
 */
export function filterProfiles(
  plan: QueryPlan,
  accounts: readonly FilterAccount[],
  conditions: Conditions,
  shareOf: (test: number) => number,
): readonly FilterProfile[] {
  const profiles: FilterProfile[] = [];
  for (const { name, role, at, repeats } of filtersOf(plan)) {
    const account = accounts[at];
    if (account === undefined) continue;
    // A step that is to come three times is three filters, and one to whoever wrote it.
    const same = accounts.slice(at, at + repeats);
    const filter = stepsOf(plan)[at]?.filter;
    const written = filter === undefined ? new Set<string>() : testsIn(simplify(filter));
    profiles.push(profileOf({ name, role, written }, account, same, conditions, shareOf));
  }
  return profiles;
}

interface PlacedFilter {
  readonly name: string | undefined;
  readonly role: FilterProfile['role'];
  /** Position by `stepsOf`. */
  readonly at: number;
  readonly repeats: number;
}

function filtersOf(plan: QueryPlan): readonly PlacedFilter[] {
  if (plan.kind === 'events' || plan.kind === 'new-terms')
    return [{ name: undefined, role: 'event', at: 0, repeats: 1 }];
  const hasUntil = plan.kind === 'sequence' && plan.until !== undefined;
  const wanted = wantedSteps(plan).length;
  const firstAbsent = wanted + Number(hasUntil);
  const placed = placedSteps(plan).flatMap(({ kind, place, position }): readonly PlacedFilter[] => {
    const { step, run } = place;
    if (run !== undefined && run.number > 1) return [];
    const isAbsent = kind === 'absent';
    return [
      {
        name: stepName({ step }) + (run === undefined ? '' : ` (${run.of} times)`),
        role: isAbsent ? 'absent' : 'step',
        at: isAbsent ? firstAbsent + position : position,
        repeats: run?.of ?? 1,
      },
    ];
  });
  return hasUntil ? [...placed, { name: 'until', role: 'until', at: wanted, repeats: 1 }] : placed;
}

function profileOf(
  { name, role, written }: Pick<FilterProfile, 'name' | 'role'> & { readonly written: ReadonlySet<string> },
  account: FilterAccount,
  same: readonly FilterAccount[],
  conditions: Conditions,
  shareOf: (test: number) => number,
): FilterProfile {
  const { tests } = conditions;
  const isOfKind = (test: number): boolean => KIND.test(tests[test]?.field.path ?? '');
  const { witness, telling, obstacles } = selectionOf(account.formula, shareOf, isOfKind);
  const told = (number: number): readonly WitnessTest[] => {
    const test = tests[number];
    return test === undefined
      ? []
      : [{ test, share: shareOf(number), isDerived: !written.has(testKey(test)) }];
  };
  const asked = [...conditionsIn(account.formula)].flatMap(number => tests[number] ?? []);
  return {
    name,
    role,
    tried: account.tried,
    accepted: account.accepted,
    ms: sum(same.map(({ ms }) => ms)),
    tryMs: sum(same.map(({ tryMs }) => tryMs)),
    hitMs: sum(same.map(({ hitMs }) => hitMs)),
    witness: witness?.flatMap(told).sort((a, b) => b.share - a.share),
    telling: telling?.flatMap(told).sort((a, b) => b.share - a.share),
    obstacles: obstacles.map(({ kind, formula, isAlternative }) => {
      const predicate = predicateOf(formula, conditions);
      return { kind, isAlternative, predicate: kind === 'negation' ? negated(predicate) : predicate };
    }),
    shares: account.shares.map(share => ({ ...share, ms: share.ms * same.length })),
    categories: asked.flatMap(test =>
      test.kind === 'equals' && test.field.path === 'event.category' ? test.values.map(String) : [],
    ),
  };
}

/** The keys of the tests that a predicate has. */
function testsIn(predicate: Predicate): ReadonlySet<string> {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return new Set(predicate.terms.flatMap(term => [...testsIn(term)]));
    case 'not':
      return testsIn(predicate.term);
    case 'constant':
    case 'script':
    case 'nested':
    case 'relative-range':
      return new Set();
    default:
      return new Set([testKey(predicate)]);
  }
}

function negated(term: Predicate): Predicate {
  return { kind: 'not', term };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
