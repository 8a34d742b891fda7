/** The naive twin of src/ingest/join-script-blocks.ts: it knows all records before it joins any. */
import type { ScriptRecord } from '../support/script-parts.ts';

/** The texts of the events that come of these records, in no order. */
export function joinedTexts(records: readonly Required<Omit<ScriptRecord, 'second'>>[]): readonly string[] {
  const nameOf = ({ host, block, total }: (typeof records)[number]): string => `${host} ${block} ${total}`;
  return [...new Set(records.map(nameOf))].flatMap(name => {
    const parts = records.filter(record => nameOf(record) === name);
    const total = parts[0]?.total ?? 0;
    if (total < 2) return parts.map(({ text }) => text);
    const numbers = Array.from({ length: total }, (_, at) => at + 1);
    const copies = numbers.map(number =>
      parts.filter(part => part.number === number).map(({ text }) => text),
    );
    const wholes = Math.min(...copies.map(({ length }) => length));
    const joined = Array.from({ length: wholes }, (_, at) => copies.map(texts => texts[at]).join(''));
    const beyond = parts.filter(({ number }) => !numbers.includes(number)).map(({ text }) => text);
    return [...joined, ...copies.flatMap(texts => texts.slice(wholes)), ...beyond];
  });
}
