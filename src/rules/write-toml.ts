/**
 * JSON values as TOML that people like to read and edit: queries and guides as multi-line literals, one tag a
 * line where a list grows long, tables after plain keys. A `null` has no form in TOML and is left out, which in
 * a rule means the same.
 */
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

/** A list is broken into lines when it would pass this column. */
const LINE_WIDTH = 100;

/** One table with all inside it; `path` is its name, empty for the top of the document. */
export function writeTomlTable(path: readonly string[], table: JsonObject): string {
  return tableLines(path, table, false).join('\n');
}

function tableLines(path: readonly string[], table: JsonObject, isElement: boolean): readonly string[] {
  const entries = Object.entries(table).filter(([, value]) => value !== null);
  const plain = entries.filter(([, value]) => !isNested(value));
  const nested = entries.filter(([, value]) => isNested(value));
  const name = path.map(keyText).join('.');
  const lines: string[] = [];
  if (isElement) lines.push(`[[${name}]]`);
  // A table that only holds tables needs no header of its own.
  else if (path.length > 0 && (plain.length > 0 || nested.length === 0)) lines.push(`[${name}]`);
  for (const [key, value] of plain)
    lines.push(`${keyText(key)} = ${valueText(value, keyText(key).length + 3)}`);
  for (const [key, value] of nested) {
    const inner = [...path, key];
    const elements = Array.isArray(value) ? (value as readonly Json[]) : [value];
    for (const element of elements) {
      if (!isJsonObject(element)) continue;
      if (lines.length > 0) lines.push('');
      lines.push(...tableLines(inner, element, Array.isArray(value)));
    }
  }
  return lines;
}

/** Whether a value is written as `[table]` or `[[list.of.tables]]` below the plain keys. */
function isNested(value: Json): boolean {
  if (!Array.isArray(value)) return isJsonObject(value);
  return value.length > 0 && value.every(isJsonObject);
}

/** @param column where the value begins in its line */
function valueText(value: Json, column: number): string {
  if (typeof value === 'string') return textText(value, true);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (isJsonObject(value)) return inlineTable(value);
  if (value === null) return '""';
  const elements = value.filter(element => element !== null).map(inlineText);
  const inLine = `[${elements.join(', ')}]`;
  if (elements.length < 2 || column + inLine.length <= LINE_WIDTH) return inLine;
  return `[\n${elements.map(element => `    ${element},\n`).join('')}]`;
}

/** A value inside a line. */
function inlineText(value: Json): string {
  if (typeof value === 'string') return textText(value, false);
  if (Array.isArray(value)) {
    const elements = (value as readonly Json[]).filter(element => element !== null);
    return `[${elements.map(inlineText).join(', ')}]`;
  }
  return valueText(value, 0);
}

function inlineTable(table: JsonObject): string {
  const pairs = Object.entries(table).filter(([, value]) => value !== null);
  if (pairs.length === 0) return '{}';
  return `{ ${pairs.map(([key, value]) => `${keyText(key)} = ${inlineText(value)}`).join(', ')} }`;
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : escaped(key);
}

function textText(text: string, mayBreak: boolean): string {
  const isPlain = !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text);
  if (mayBreak && text.includes('\n')) {
    // A quote before the closing ones would be taken for one of them by some readers.
    if (isPlain && !text.includes("'''") && !text.endsWith("'")) return `'''\n${text}'''`;
    return `"""\n${escapedLines(text)}"""`;
  }
  const isEasier = /["\\]/.test(text) && !/['\n]/.test(text) && isPlain;
  return isEasier ? `'${text}'` : escaped(text);
}

function escaped(text: string): string {
  return `"${escapedLines(text).replaceAll('\n', '\\n')}"`;
}

/** Escapes everything but the line feed. */
function escapedLines(text: string): string {
  return text.replace(/["\\\u0000-\u0009\u000b-\u001f\u007f]/g, character => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character === '\t') return '\\t';
    if (character === '\r') return '\\r';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Integers past 2^53 are written as the floats they are in JSON. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return Number.isInteger(value) && !Number.isSafeInteger(value) && !text.includes('e') ? `${text}.0` : text;
}
