/**
 * Finds all of many literals in a text in one pass (Aho and Corasick, 1975). The literals form a trie; a state is
 * the longest end of the text read so far that begins some literal, and one table look-up per character leads to
 * the next state.
 *
 *     ["she", "he", "hers"] in "ushers"      "she" and "he" end at 4, "hers" ends at 6
 *
 * Characters are UTF-16 units, and those that stand in no literal share one column of the table. It knows nothing
 * of patterns: what a place means (at the start, at the end) is for the caller to say.
 */
export class LiteralAutomaton {
  private readonly lengths: readonly number[];
  private readonly ascii = new Uint16Array(ASCII);
  private readonly others = new Map<number, number>();
  private width = 1;
  /** By state and class of characters, the state that follows. */
  private readonly rows: Uint16Array | Uint32Array;
  /** By number of state: the literal that ends here, or -1. */
  private readonly ends: number[] = [];
  /** The next shorter end of the text at which a literal ends, or 0. */
  private readonly shorter: Int32Array;
  /** By number of state: whether any literal ends here. */
  private readonly speaks: Uint8Array;

  /** @param literals distinct and not empty. */
  constructor(literals: readonly string[]) {
    this.lengths = literals.map(literal => literal.length);
    for (const literal of literals)
      for (let at = 0; at < literal.length; at++) this.addClass(literal.charCodeAt(at));
    const { rows, count } = this.buildTrie(literals);
    this.rows = rows;
    this.shorter = new Int32Array(count);
    this.speaks = new Uint8Array(count);
    this.link(count);
  }

  /** Calls `found` for each place of each literal, with the offsets of its start and its end. */
  find(text: string, found: (literal: number, start: number, end: number) => void): void {
    const { ascii, rows, speaks, width } = this;
    const { length } = text;
    let state = 0;
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      const inClass =
        code < ASCII ? (ascii[code] as number) /* within the bounds */ : (this.others.get(code) ?? 0);
      state = rows[state * width + inClass] ?? 0;
      if (speaks[state] === 1) this.tell(state, at + 1, found);
    }
  }

  private tell(
    state: number,
    end: number,
    found: (literal: number, start: number, end: number) => void,
  ): void {
    for (let at = state; at !== 0; at = this.shorter[at] ?? 0) {
      const literal = this.ends[at] ?? -1;
      if (literal >= 0) found(literal, end - (this.lengths[literal] ?? 0), end);
    }
  }

  private addClass(code: number): void {
    if (code < ASCII) {
      if (this.ascii[code] === 0) this.ascii[code] = this.width++;
    } else if (!this.others.has(code)) this.others.set(code, this.width++);
  }

  private classOf(code: number): number {
    return code < ASCII ? (this.ascii[code] ?? 0) : (this.others.get(code) ?? 0);
  }

  /** The trie as a table, 0 where no literal goes on; state 0 is the empty text. */
  private buildTrie(literals: readonly string[]): { rows: Uint16Array | Uint32Array; count: number } {
    const { ends, width } = this;
    const most = literals.reduce((sum, literal) => sum + literal.length, 1);
    const rows = most > 0xffff ? new Uint32Array(most * width) : new Uint16Array(most * width);
    ends.push(-1);
    for (const [number, literal] of literals.entries()) {
      let state = 0;
      for (let at = 0; at < literal.length; at++) {
        const cell = state * width + this.classOf(literal.charCodeAt(at));
        if (rows[cell] === 0) rows[cell] = ends.push(-1) - 1;
        state = rows[cell] ?? 0;
      }
      ends[state] = number;
    }
    return { rows: rows.slice(0, ends.length * width), count: ends.length };
  }

  /** Breadth first: fills each row's gaps from the state of the longest proper end. */
  private link(count: number): void {
    const { rows, width, shorter, speaks, ends } = this;
    const fallback = new Uint32Array(count);
    const queue: number[] = [0];
    for (const state of queue) {
      const back = fallback[state] ?? 0;
      shorter[state] = (ends[back] ?? -1) >= 0 ? back : (shorter[back] ?? 0);
      speaks[state] = (ends[state] ?? -1) >= 0 || shorter[state] !== 0 ? 1 : 0;
      for (let inClass = 0; inClass < width; inClass++) {
        const cell = state * width + inClass;
        const next = rows[cell] ?? 0;
        const otherwise = state === 0 ? 0 : (rows[back * width + inClass] ?? 0);
        if (next === 0) rows[cell] = otherwise;
        else {
          fallback[next] = otherwise;
          queue.push(next);
        }
      }
    }
  }
}

const ASCII = 128;
