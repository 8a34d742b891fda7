import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { engineMatches, naiveMatches, type Picture, parsePictures } from './marble-picture.ts';

const folder = new URL('.', import.meta.url);
for (const file of readdirSync(folder).filter(name => name.endsWith('.txt'))) {
  describe(`sequences in ${file}`, () => {
    for (const picture of parsePictures(readFileSync(new URL(file, folder), 'utf8'))) {
      test(picture.name, () => {
        expect(engineMatches(picture)).toEqual(picture.expected);
        expect(naiveMatches(picture)).toEqual(picture.expected);
      });
    }
  });
}

const seriesSpec = new URL(
  '../../../../shared/data/eql/elasticsearch/unit/sequences.series-spec',
  import.meta.url,
);
describe.skipIf(!existsSync(seriesSpec))("Elasticsearch's series (needs ../shared/data)", () => {
  const pictures = existsSync(seriesSpec) ? parseSeries(readFileSync(seriesSpec, 'utf8')) : [];
  test('there are 25', () => {
    expect(pictures.length).toBe(25);
  });
  test.each(pictures)('$name', picture => {
    expect(engineMatches(picture)).toEqual(picture.expected);
    expect(naiveMatches(picture)).toEqual(picture.expected);
  });
});

/**
 * Reads `[key|]<Letter><ordinal>` tokens, a line for each step. Numbers are times, and the column of an event
 * here. X99 only widens a window of Elasticsearch's.
 */
function parseSeries(text: string): Picture[] {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('//'));
  const pictures: Picture[] = [];
  while (lines.length > 0) {
    const name = lines.shift() ?? '';
    const stages = lines.splice(0, lines.indexOf(';')).map(line => tokensOf(line));
    lines.shift();
    const expected = lines.splice(0, lines.indexOf(';')).map(tokensOf);
    lines.shift();
    const isKeyed = stages.flat().some(({ key }) => key !== undefined);
    const last = Math.max(...stages.flat().map(({ time }) => time));
    pictures.push({
      name,
      maxspanMs: undefined,
      limits: [],
      isNanos: false,
      keys: isKeyed ? [{ name: 'key', optional: false }] : [],
      steps: stages.map((_, stage) => ({ name: `step${stage}`, isAbsent: false })),
      hasUntil: false,
      expected: expected.map(tokens => {
        const key = tokens[0]?.key;
        return `${key === undefined ? '' : `${key}: `}${tokens.map(({ time }) => time).join(' ')}`;
      }),
      events: Array.from({ length: last }, (_, column) => ({
        seconds: String(column + 1),
        tiebreaker: undefined,
        marks: new Map(
          stages.flatMap((tokens, stage) =>
            tokens
              .filter(({ time }) => time === column + 1)
              .map(({ key }) => [`step${stage}`, key === undefined ? [] : [[key]]] as const),
          ),
        ),
      })),
    });
  }
  return pictures;
}

function tokensOf(line: string): { key: string | undefined; time: number }[] {
  return line
    .split(/\s+/)
    .filter(token => !token.endsWith('X99'))
    .map(token => {
      const [, key, time] = /^(?:(\w+)\|)?[A-Z](\d+)$/.exec(token) ?? [];
      if (time === undefined) throw new Error(`not a token: ${token}`);
      return { key, time: Number(time) };
    });
}
