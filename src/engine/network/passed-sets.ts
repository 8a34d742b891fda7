/**
 * The sets of tests that values pass, each once and by a number: `rundll32.exe` and `RUNDLL32.EXE` pass the same
 * tests, so to all rules they are one. Far fewer sets than values occur, and what follows from a set (which filters
 * it wakes in which context) is worked out once for all its values.
 */

/** The number of a set; 0 is the set of no test. */
export type PassedSet = number;

export const PASSES_NONE: PassedSet = 0;

export class PassedSets {
  private readonly sets: Int32Array[] = [new Int32Array(0)];
  /** By the hash of their tests, which does not mind the order. */
  private readonly byHash = new Map<number, PassedSet[]>();
  private readonly unions = new Map<number, PassedSet>();
  /** By test: the call of `setOf` in which it came last. */
  private readonly metIn: Int32Array;
  private calls = 0;
  private readonly most: number;

  /**
   * @param tests how many there are.
   * @param most sets and unions: with more it is full.
   */
  constructor(tests: number, most: number = MOST_SETS) {
    this.metIn = new Int32Array(tests);
    this.most = most;
  }

  /** The tests of a set, each once. */
  testsOf(set: PassedSet): Int32Array {
    return this.sets[set] ?? NO_TESTS;
  }

  /** @param tests in any order; a test may stand there several times. */
  setOf(tests: ArrayLike<number>): PassedSet {
    if (tests.length === 0) return PASSES_NONE;
    const { metIn } = this;
    const call = this.nextCall();
    let hash = 0;
    let size = 0;
    for (let at = 0; at < tests.length; at++) {
      const test = tests[at] ?? 0;
      if (metIn[test] === call) continue;
      metIn[test] = call;
      size++;
      const mix = Math.imul(test + 1, 0x9e3779b1);
      hash = (hash + (mix ^ (mix >>> 15))) | 0;
    }
    const alike = this.byHash.get(hash);
    for (const set of alike ?? NO_TESTS) if (this.isSet(set, size, call)) return set;
    const own = new Int32Array(size);
    let filled = 0;
    for (let at = 0; at < tests.length; at++) {
      const test = tests[at] ?? 0;
      if (metIn[test] !== call) continue;
      // Its second place must not add it again.
      metIn[test] = 0;
      own[filled++] = test;
    }
    const set = this.sets.push(own) - 1;
    if (alike === undefined) this.byHash.set(hash, [set]);
    else alike.push(set);
    return set;
  }

  /** What a field with values of both sets passes. */
  union(a: PassedSet, b: PassedSet): PassedSet {
    if (a === b || b === PASSES_NONE) return a;
    if (a === PASSES_NONE) return b;
    const pair = a < b ? a * PAIR + b : b * PAIR + a;
    const known = this.unions.get(pair);
    if (known !== undefined) return known;
    const set = this.setOf([...this.testsOf(a), ...this.testsOf(b)]);
    this.unions.set(pair, set);
    return set;
  }

  /** Whether there are so many that all that is known by their numbers is better forgotten. */
  get isFull(): boolean {
    return this.sets.length >= this.most || this.unions.size >= this.most;
  }

  /** Forgets all sets; their numbers mean nothing any more. */
  clear(): void {
    this.sets.length = 1;
    this.byHash.clear();
    this.unions.clear();
  }

  /** Whether a set holds exactly the tests of this call, of which there are `size`. */
  private isSet(set: PassedSet, size: number, call: number): boolean {
    const tests = this.testsOf(set);
    if (tests.length !== size) return false;
    for (let at = 0; at < size; at++) if (this.metIn[tests[at] ?? 0] !== call) return false;
    return true;
  }

  private nextCall(): number {
    if (this.calls === 0x7fff_fffe) {
      this.calls = 0;
      this.metIn.fill(0);
    }
    return ++this.calls;
  }
}

const NO_TESTS = new Int32Array(0);
const MOST_SETS = 100_000;
/** Above every number of a set: one event may add more than there is room for. */
const PAIR = 2 ** 26;
