/** What changes alerts goes to the server one by one, in the order in which it was meant, however fast somebody is. */
let last: Promise<unknown> = Promise.resolve();

/** Begins when what was given before has ended, well or not. */
export function inTurn<T>(does: () => Promise<T>): Promise<T> {
  const turn = last.then(does, does);
  last = turn;
  return turn;
}
