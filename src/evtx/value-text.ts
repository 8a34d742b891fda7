/** Each type of value as the text that Windows writes for it in XML. */
import type { Chunk } from './chunk.ts';
import { Damage } from './damage.ts';
import { filetimeText, systemTimeText } from './time-text.ts';
import { ARRAY_FLAG, VALUE } from './value-type.ts';

/** The text of one value of `size` bytes at `at`. Nested binary XML is no text, and not read here. */
export function valueText(chunk: Chunk, type: number, at: number, size: number): string {
  if (size === 0) return '';
  const { view } = chunk;
  switch (type) {
    case VALUE.null:
      return '';
    case VALUE.string:
    case VALUE.xml:
      return chunk.utf16(at, size);
    case VALUE.ansi:
      return ansiText(chunk, at, size);
    case VALUE.binary:
      return hexBytes(chunk, at, size);
    case VALUE.sid:
      return sidText(chunk, at, size);
    case VALUE.size:
    case VALUE.handle:
      return size === 8 ? hex64(view, at) : hex32(view, expect(size, 4, at, type));
    default: {
      const width = WIDTHS[type];
      if (width === undefined) throw new Damage(`a value has the unknown type 0x${type.toString(16)}`);
      return fixedText(view, type, expect(size, width, at, type));
    }
  }
}

/** The text of each item of an array of values; an empty array has none. */
export function arrayTexts(chunk: Chunk, arrayType: number, at: number, size: number): readonly string[] {
  const type = arrayType & ~ARRAY_FLAG;
  if (size === 0) return [];
  if (type === VALUE.string || type === VALUE.ansi) return stringItems(chunk, type, at, size);
  if (type === VALUE.sid) return sidItems(chunk, at, size);
  // An array of sizes has the type of what is in it, so that this one is of 32 bits.
  const width = type === VALUE.size ? 4 : WIDTHS[type];
  if (width === undefined) return [valueText(chunk, type, at, size)];
  if (size % width !== 0) throw new Damage(`an array of items of ${width} bytes has ${size} bytes`);
  const texts: string[] = [];
  for (let from = at; from < at + size; from += width) texts.push(valueText(chunk, type, from, width));
  return texts;
}

/** Types whose values have all the same size. */
const WIDTHS: { readonly [type: number]: number } = {
  [VALUE.int8]: 1,
  [VALUE.uint8]: 1,
  [VALUE.int16]: 2,
  [VALUE.uint16]: 2,
  [VALUE.int32]: 4,
  [VALUE.uint32]: 4,
  [VALUE.int64]: 8,
  [VALUE.uint64]: 8,
  [VALUE.real32]: 4,
  [VALUE.real64]: 8,
  [VALUE.bool]: 4,
  [VALUE.guid]: 16,
  [VALUE.filetime]: 8,
  [VALUE.systemtime]: 16,
  [VALUE.hex32]: 4,
  [VALUE.hex64]: 8,
};

function fixedText(view: DataView, type: number, at: number): string {
  switch (type) {
    case VALUE.int8:
      return String(view.getInt8(at));
    case VALUE.uint8:
      return String(view.getUint8(at));
    case VALUE.int16:
      return String(view.getInt16(at, true));
    case VALUE.uint16:
      return String(view.getUint16(at, true));
    case VALUE.int32:
      return String(view.getInt32(at, true));
    case VALUE.uint32:
      return String(view.getUint32(at, true));
    case VALUE.int64:
      return wholeText(view.getInt32(at + 4, true), view.getUint32(at, true));
    case VALUE.uint64:
      return wholeText(view.getUint32(at + 4, true), view.getUint32(at, true));
    case VALUE.real32:
      return realText(view.getFloat32(at, true), shortestSingle);
    case VALUE.real64:
      return realText(view.getFloat64(at, true), String);
    case VALUE.bool:
      return view.getUint32(at, true) === 0 ? 'false' : 'true';
    case VALUE.guid:
      return guidText(view, at);
    case VALUE.filetime:
      return filetimeText(view.getUint32(at, true), view.getUint32(at + 4, true));
    case VALUE.systemtime:
      return systemTimeText(view, at);
    case VALUE.hex32:
      return hex32(view, at);
    default:
      return hex64(view, at);
  }
}

/** The place, if the value has the size of its type. */
function expect(size: number, width: number, at: number, type: number): number {
  if (size === width) return at;
  throw new Damage(`a value of type 0x${type.toString(16)} has ${size} bytes, expected ${width}`);
}

function wholeText(high: number, low: number): string {
  const whole = high * 2 ** 32 + low;
  return Number.isSafeInteger(whole) ? String(whole) : String((BigInt(high) << 32n) | BigInt(low));
}

/** What is no number has the names that the C library of Windows gives it. */
function realText(real: number, textOf: (real: number) => string): string {
  if (Number.isNaN(real)) return '-1.#IND';
  if (!Number.isFinite(real)) return real < 0 ? '-1.#INF' : '1.#INF';
  return textOf(real);
}

/** The fewest digits that give the same single-precision number again; nine always do. */
function shortestSingle(real: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(real.toPrecision(digits));
    if (Math.fround(shorter) === real) return String(shorter);
  }
  return String(Number(real.toPrecision(9)));
}

function hex32(view: DataView, at: number): string {
  return `0x${view.getUint32(at, true).toString(16)}`;
}

function hex64(view: DataView, at: number): string {
  const high = view.getUint32(at + 4, true);
  if (high === 0) return hex32(view, at);
  return `0x${high.toString(16)}${view.getUint32(at, true).toString(16).padStart(8, '0')}`;
}

/** `00` to `FF`. */
const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase());

function hex(view: DataView, at: number): string {
  return HEX_BYTES[view.getUint8(at)] ?? '';
}

function hexBytes({ view }: Chunk, at: number, size: number): string {
  let text = '';
  let from = at;
  // Four bytes a step: a text that grows by two characters at a time costs a hundred times its size.
  for (; from + 4 <= at + size; from += 4) text += view.getUint32(from).toString(16).padStart(8, '0');
  for (; from < at + size; from++) text += hex(view, from);
  return text.toUpperCase();
}

/** Which byte stands where in the text of a GUID: the first three parts are stored as numbers, low byte first. */
const GUID_BYTES = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const DASH = 45;

/** In braces and upper case. Put together as character codes: texts that grow piece by piece cost several times that. */
function guidText(view: DataView, at: number): string {
  const codes = [OPENING_BRACE];
  for (const index of GUID_BYTES) {
    if (index < 0) {
      codes.push(DASH);
      continue;
    }
    const byte = view.getUint8(at + index);
    codes.push(hexDigit(byte >> 4), hexDigit(byte & 15));
  }
  codes.push(CLOSING_BRACE);
  return String.fromCharCode(...codes);
}

/** The character code of `0` to `9` and `A` to `F`. */
function hexDigit(value: number): number {
  return value < 10 ? 48 + value : 55 + value;
}

/** A revision, a count, six bytes of authority (high byte first), and so many numbers of 32 bits. */
function sidText({ view }: Chunk, at: number, size: number): string {
  const length = sidLength(view, at, size);
  const authority = view.getUint16(at + 2) * 2 ** 32 + view.getUint32(at + 4);
  let text = `S-${view.getUint8(at)}-${authority < 2 ** 32 ? authority : `0x${authority.toString(16)}`}`;
  for (let from = at + 8; from < at + length; from += 4) text += `-${view.getUint32(from, true)}`;
  return text;
}

function sidLength(view: DataView, at: number, size: number): number {
  const length = size < 8 ? 8 : 8 + 4 * view.getUint8(at + 1);
  if (length > size) throw new Damage(`a SID of ${length} bytes has only ${size}`);
  return length;
}

function sidItems(chunk: Chunk, at: number, size: number): readonly string[] {
  const texts: string[] = [];
  for (let from = at; from < at + size; ) {
    const length = sidLength(chunk.view, from, at + size - from);
    texts.push(sidText(chunk, from, length));
    from += length;
  }
  return texts;
}

/** Each string of an array ends with a null; the last one may lack it. */
function stringItems(chunk: Chunk, type: number, at: number, size: number): readonly string[] {
  const text = type === VALUE.string ? chunk.utf16Units(at, size) : ansiUnits(chunk, at, size);
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

/** What Windows-1252, the code page taken for every machine, has where Latin-1 has control characters. */
const ANSI_FROM_80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function ansiText(chunk: Chunk, at: number, size: number): string {
  return untilNull(ansiUnits(chunk, at, size));
}

function ansiUnits({ view }: Chunk, at: number, size: number): string {
  const codes: number[] = [];
  for (let from = at; from < at + size; from++) {
    const byte = view.getUint8(from);
    codes.push(byte < 0x80 || byte >= 0xa0 ? byte : ANSI_FROM_80.charCodeAt(byte - 0x80));
  }
  let text = '';
  // A call takes only so many arguments.
  for (let from = 0; from < size; from += 4096)
    text += String.fromCharCode(...codes.slice(from, from + 4096));
  return text;
}

/** Strings of Windows end at their first null, whatever their size says. */
export function untilNull(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
