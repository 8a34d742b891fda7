/** The line with `event.ingested`, set where it has none; for rules whose conditions read the field. */
import { isJsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';

const NAME = new TextEncoder().encode('ingested"');
const OPEN = 123;
const CLOSE = 125;
const BLANKS: ReadonlySet<number> = new Set([9, 10, 13, 32]);

/** A line that is no object is left as it is. */
export function ingestedLine(line: Uint8Array, ingestedMs: number): Uint8Array {
  if (mentionsIngested(line) && saysIngested(line)) return line;
  let at = 0;
  while (BLANKS.has(line[at] ?? 0)) at++;
  if (line[at] !== OPEN) return line;
  let next = at + 1;
  while (BLANKS.has(line[next] ?? 0)) next++;
  const comma = line[next] === CLOSE ? '' : ',';
  const head = new TextEncoder().encode(`{"event.ingested":"${new Date(ingestedMs).toISOString()}"${comma}`);
  const whole = new Uint8Array(head.length + line.length - at - 1);
  whole.set(head);
  whole.set(line.subarray(at + 1), head.length);
  return whole;
}

function mentionsIngested(line: Uint8Array): boolean {
  const [first] = NAME;
  for (let at = line.indexOf(first ?? 0); at >= 0; at = line.indexOf(first ?? 0, at + 1))
    if (NAME.every((byte, offset) => line[at + offset] === byte)) return true;
  return false;
}

function saysIngested(line: Uint8Array): boolean {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(line));
    return isJsonObject(document) && readField(document, 'event.ingested') !== undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}
