/**
 * Texts that tests ask for as they are, each with the numbers of its tests. Most texts that come are none of them, and
 * to look a long one up costs as much as to read it: so its length, its first and its last character are looked at
 * first.
 */
export class ExactTexts {
  private readonly numbers = new Map<string, number[]>();
  /** By shape: whether some text has it. */
  private readonly shapes = new Uint8Array(SHAPES);

  add(text: string, number: number): void {
    this.shapes[shapeOf(text)] = 1;
    const there = this.numbers.get(text);
    if (there === undefined) this.numbers.set(text, [number]);
    else there.push(number);
  }

  /** The numbers that were added with the text. */
  find(text: string): readonly number[] {
    return this.shapes[shapeOf(text)] === 0 ? NONE : (this.numbers.get(text) ?? NONE);
  }

  get isEmpty(): boolean {
    return this.numbers.size === 0;
  }
}

const NONE: readonly number[] = [];
const SHAPES = 4096;

function shapeOf(text: string): number {
  const { length } = text;
  return (length * 67 + text.charCodeAt(0) * 9 + text.charCodeAt(length - 1)) & (SHAPES - 1);
}
