/** Lines cut out of the whole text at once, as src/ingest/formats/cut-lines.ts cuts them chunk by chunk. */
export interface NaiveLine {
  readonly record: number;
  /** Undefined: it is longer than the limit. */
  readonly text: string | undefined;
  readonly lengthBytes: number;
  readonly offset?: number;
  readonly ending: 'mark' | 'input';
}

/** @param text ASCII, so that bytes are characters. */
export function naiveLines(text: string, limitBytes: number): readonly NaiveLine[] {
  const all = text.split('\n');
  let offset = 0;
  return all.flatMap((line, at): NaiveLine[] => {
    const begin = offset;
    offset += line.length + 1;
    const ending = at === all.length - 1 ? 'input' : 'mark';
    const record = at + 1;
    if (line.length > limitBytes) return [{ record, text: undefined, lengthBytes: line.length, ending }];
    const own = line.trim();
    if (own === '') return [];
    const start = begin + line.indexOf(own);
    return [{ record, text: own, lengthBytes: own.length, offset: start, ending }];
  });
}
