/**
 * Which steps of which rules need not be asked of the next event, because what they would continue has not begun.
 *
 *     sequence by host.id [process where ...] [network where ...] until [process where event.type == "end"]
 *
 * While no process of this rule waits, connections change nothing, and an end only if the same event also begins. So
 * drivers that finish while reading ask most steps of most rules hardly ever. Which hits a finisher can do without is
 * said by `Finisher.isPending`.
 */
import { type QueryPlan, type SequencePlan, stepsOf } from '../plan/query.ts';

/** By filter. A filter that is asked only where the rule's first step accepts the event has a number of its own. */
export type Dormancy = Uint8Array;
export const AWAKE = 0;
const DORMANT = 1;
export const ONLY_WITH_FIRST = 2;

export class DormantSteps {
  readonly filters: Dormancy;
  /** By rule: the number of its first filter, and what its filters are while it waits for nothing. */
  private readonly firsts: readonly number[];
  private readonly idle: readonly (Dormancy | undefined)[];
  private readonly isIdle: Uint8Array;

  /** @param rules as in the rule set, whose filters are numbered rule by rule, step by step. */
  constructor(rules: readonly { readonly plan: QueryPlan }[]) {
    const firsts: number[] = [];
    let filters = 0;
    for (const { plan } of rules) {
      firsts.push(filters);
      filters += stepsOf(plan).length;
    }
    this.firsts = firsts;
    this.filters = new Uint8Array(filters);
    this.isIdle = new Uint8Array(rules.length);
    this.idle = rules.map(({ plan }) => (plan.kind === 'sequence' ? idleOf(plan) : undefined));
    for (const rule of rules.keys()) this.set(rule, false);
  }

  /** To be told after whatever a finisher was given. */
  set(rule: number, isPending: boolean): void {
    const idle = this.idle[rule];
    if (idle === undefined || this.isIdle[rule] === Number(!isPending)) return;
    this.isIdle[rule] = Number(!isPending);
    const first = this.firsts[rule] ?? 0;
    if (isPending) this.filters.fill(AWAKE, first, first + idle.length);
    else this.filters.set(idle, first);
  }
}

function idleOf(plan: SequencePlan): Dormancy {
  const { absent = [], steps, until } = plan;
  return Uint8Array.from([
    ...steps.map((_, at) => (at === 0 ? AWAKE : DORMANT)),
    ...(until === undefined ? [] : [ONLY_WITH_FIRST]),
    ...absent.map(({ at }) => (at === 0 ? AWAKE : DORMANT)),
  ]);
}
