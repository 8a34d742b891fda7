import type { JsonObject } from '../../event/json.ts';
import { hitsOf, positionOf, searchDocuments } from './search-documents.ts';
import type { ConformanceCase, Outcome, ReadText, SeriesSuite } from './suite.ts';
import { suiteSchema } from './suite-schema.ts';

/** What widens Elasticsearch's window of reading and is no event. */
const FILLER_TIME = 99;

/** A token of a stream: `[key|]<letter><time>`. */
interface Token {
  readonly key?: string;
  readonly name: string;
  readonly time: number;
}

/**
 * Streams drawn as text: the name, a line of tokens for each step, `;`, the sequences that come out, `;`. The
 * tokens of a line are the events that pass the step; a sequence is written as its tokens, the key once.
 */
export function readSeriesSuite({ file }: SeriesSuite, readText: ReadText): readonly ConformanceCase[] {
  const lines = readText(file)
    .replace(/^\/\/.*$/gm, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const cases: ConformanceCase[] = [];
  while (lines.length > 0) {
    const name = lines.shift() ?? '';
    const steps = takeBlock(lines).map(line => line.split(/\s+/).map(readToken));
    const expected = takeBlock(lines);
    cases.push({ name, run: () => runStream(steps, expected) });
  }
  return cases;
}

/** Takes the lines up to the next `;`, and the `;` itself. */
function takeBlock(lines: string[]): readonly string[] {
  return lines.splice(0, lines.indexOf(';') + 1).slice(0, -1);
}

function readToken(text: string): Token {
  const [, key, name = text, time] = /^(?:(\w+)\|)?(\w(\d+))$/.exec(text) ?? [];
  return { name, time: Number(time), ...(key === undefined ? {} : { key }) };
}

async function runStream(
  steps: readonly (readonly Token[])[],
  expected: readonly string[],
): Promise<Outcome> {
  const tokens = steps
    .flatMap((line, step) => line.map(token => ({ ...token, step })))
    .filter(token => token.time !== FILLER_TIME);
  const documents = tokens.map(({ time, ...token }): JsonObject => ({ ...token, '@timestamp': time }));
  const filters = steps.map((_, step) => `[any where step == ${step}]`);
  const schema = suiteSchema({ '@timestamp': 'date', step: 'long', key: 'keyword' });
  const results = await searchDocuments(`sequence by ?key ${filters.join(' ')}`, documents, {
    eql: { schema },
    position: 'head',
  });
  const found = results.map(result => {
    const events = hitsOf([result]).map(hit => tokens[positionOf(hit) ?? -1]);
    const key = events[0]?.key;
    return (key === undefined ? '' : `${key}|`) + events.map(event => event?.name).join(' ');
  });
  return {
    passes: found.join('\n') === expected.join('\n'),
    expected: JSON.stringify(expected),
    found: JSON.stringify(found),
  };
}
