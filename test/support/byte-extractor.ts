import { buildExtractor, type Extractor, parseDocument } from '../../src/engine/extract/extractor.ts';
import { LineReader } from '../../src/engine/line-reader.ts';
import type { Slots } from '../../src/event/field-value.ts';

/** All slots of a line at once: by the scanner, or where it does not take the line by parsing it, as the engine does. */
export function buildByteExtractor(
  fields: readonly string[],
): Extractor & { fromBytes(line: Uint8Array): Slots } {
  const walk = buildExtractor(fields);
  const reader = new LineReader(fields);
  return {
    fromDocument: walk.fromDocument,
    fromBytes(line) {
      if (reader.open(line)) {
        reader.slots.fill([...fields.keys()]);
        if (!reader.slots.isBroken) return [...reader.slots.slots];
      }
      return walk.fromDocument(parseDocument(line));
    },
  };
}
