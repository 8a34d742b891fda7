/** Lets things happen in the order of their numbers, those of one number in the order in which they are given. */
export class Turns {
  readonly #onError: (error: unknown) => void;
  readonly #waiting = new Map<number, (() => void)[]>();
  #current = 0;
  #isAdvancing = false;

  /** What an action throws goes to `onError`. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Does it now, if it is the turn of this number, or when that comes. */
  at(number: number, action: () => void): void {
    if (number < this.#current) throw new Error(`turn ${number} is over`);
    const waiting = this.#waiting.get(number);
    if (number === this.#current && !this.#isAdvancing) this.#do(action);
    else if (waiting === undefined) this.#waiting.set(number, [action]);
    else waiting.push(action);
  }

  /** Resolves when it is the turn of this number. */
  comes(number: number): Promise<void> {
    return new Promise(resolve => this.at(number, resolve));
  }

  /** The turn of the next number comes, and of those behind it whose end waits already. */
  end(number: number): void {
    if (number !== this.#current) throw new Error(`turn ${number} ends in turn ${this.#current}`);
    this.#current++;
    // The loop that is under way goes on with the next number.
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    for (let actions = this.#take(); actions.length > 0; actions = this.#take())
      for (const action of actions) this.#do(action);
    this.#isAdvancing = false;
  }

  #take(): readonly (() => void)[] {
    const actions = this.#waiting.get(this.#current) ?? [];
    this.#waiting.delete(this.#current);
    return actions;
  }

  #do(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#onError(error);
    }
  }
}
