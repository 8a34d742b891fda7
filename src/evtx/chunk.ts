import { type Budget, Damage } from './damage.ts';
import type { Template } from './template.ts';
import { untilNull } from './value-text.ts';

const utf16Decoder = new TextDecoder('utf-16le', { ignoreBOM: true });
/** Below this many characters calling the decoder costs more than it saves. */
const SHORT = 12;

/** Names of XML are far shorter. */
const LONGEST_NAME = 512;
/** Names as XML 1.0 has them, but for the characters beyond U+FFFF, which no manifest uses. */
const NAME_START = String.raw`:_A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd`;
const NAME = new RegExp(String.raw`^[${NAME_START}][${NAME_START}\-.0-9\xb7\u0300-\u036f\u203f\u2040]*$`);

/**
 * The bytes of one chunk, and what is kept while it is read: names and templates, which the records of a chunk
 * share by their place in it. All places count from the start of the chunk.
 */
export class Chunk {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly budget: Budget;
  /** By the place of their definition. A template that cannot be read is kept as its damage, one that is being read as such. */
  readonly templates: Map<number, Template | Damage | 'being read'> = new Map();
  readonly #names = new Map<number, string>();

  constructor(bytes: Uint8Array, budget: Budget) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.budget = budget;
  }

  uint8(at: number, end: number): number {
    if (at + 1 > end) throw new Damage('it breaks off');
    return this.view.getUint8(at);
  }

  uint16(at: number, end: number): number {
    if (at + 2 > end) throw new Damage('it breaks off');
    return this.view.getUint16(at, true);
  }

  uint32(at: number, end: number): number {
    if (at + 4 > end) throw new Damage('it breaks off');
    return this.view.getUint32(at, true);
  }

  /** The text of UTF-16 at `at`, up to its first null. */
  utf16(at: number, sizeBytes: number): string {
    return untilNull(this.utf16Units(at, sizeBytes));
  }

  /** All the text of UTF-16 at `at`, nulls included; half a surrogate pair becomes U+FFFD. */
  utf16Units(at: number, sizeBytes: number): string {
    const end = at + (sizeBytes & ~1);
    if (end > this.bytes.length) throw new Damage('a text breaks off');
    this.budget.spend(sizeBytes);
    if (sizeBytes > SHORT * 2) return utf16Decoder.decode(this.bytes.subarray(at, end));
    let text = '';
    for (let from = at; from < end; from += 2) {
      const unit = this.view.getUint16(from, true);
      if (unit >= 0xd800 && unit < 0xe000) return utf16Decoder.decode(this.bytes.subarray(at, end));
      text += String.fromCharCode(unit);
    }
    return text;
  }

  /** The name whose definition is at `at`: a link, a hash, a count of characters, the characters, a null. */
  name(at: number): string {
    const known = this.#names.get(at);
    if (known !== undefined) return known;
    const length = this.uint16(at + 6, this.bytes.length);
    if (length > LONGEST_NAME) throw new Damage(`a name has ${length} characters`);
    const name = asKey(this.utf16Units(at + 8, length * 2));
    // `__proto__` is a name that no element has, and that JavaScript gives a meaning of its own.
    if (!NAME.test(name) || name === '__proto__') throw new Damage('a name is none of XML');
    this.#names.set(at, name);
    return name;
  }
}

/**
 * The same text, in the form in which engines keep the keys of objects: they compare it, and find members by it,
 * without looking at its characters. A name is made once in a chunk and used in each of its records.
 */
function asKey(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text;
}

/** What the definition of a name takes up, where it stands among tokens. */
export function nameDefinitionBytes(name: string): number {
  return 4 + 2 + 2 + name.length * 2 + 2;
}
