import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServer } from '../../src/http/server.ts';
import { naiveBulk } from '../reference/naive-bulk.ts';
import { testParts } from '../support/http-parts.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS } from './fuzz-bounds.ts';
import { mutatedTexts } from './mutated-texts.ts';

const BODIES = [
  '{"create":{"_index":"logs-a-default"}}\n{"n":1}\n{"create":{"_index":"logs-a-default"}}\n{"n":2}\n',
  '{"index":{"_index":"a","_id":"1"}}\r\n{"message":"é\\n"}\r\n\r\n{"delete":{"_id":"1"}}\n{"index":{}}\n{}',
  '{"update":{"_id":"1"}}\n{"doc":{}}\n{"create":{"_index":"a","pipeline":null}}\nno json\n',
];
const WORDS = [
  '\n',
  '\n\n',
  '{',
  '}',
  '"',
  '{}',
  '{"create":{}}\n',
  '{"delete":{"_id":1}}\n',
  '\0',
  '\u2028',
  '"_id":[]',
];

const parts = testParts();
let server: FastifyInstance;
let authorization: string;

beforeAll(async () => {
  server = buildServer(parts);
  authorization = await parts.key('ingest');
});
afterAll(() => server.close());

test(
  'a bulk body is refused as a whole and nothing of it taken, or has an item for each action, as a naive reader has',
  async () => {
    await fc.assert(
      fc.asyncProperty(mutatedTexts(BODIES, WORDS), async body => {
        const callsBefore = parts.intake.calls;
        const answer = await post(Buffer.from(body), {});
        const verbs = naiveBulk(body);
        if (verbs === undefined) {
          expect(answer.statusCode).toBe(400);
          expect(parts.intake.calls).toBe(callsBefore);
          return;
        }
        expect(answer.statusCode).toBe(200);
        const { errors, items } = answer.json<{
          errors: boolean;
          items: { [verb: string]: { status: number } }[];
        }>();
        expect(items.map(item => Object.keys(item))).toEqual(verbs.map(verb => [verb]));
        const codes = items.flatMap(item => Object.values(item).map(({ status }) => status));
        expect(codes.every(code => [200, 201, 400, 409].includes(code))).toBe(true);
        expect(errors).toBe(codes.some(code => code >= 400));
      }),
      { numRuns: FUZZ_RUNS },
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'bytes of any kind, packed or not, are answered without a failure of the server',
  async () => {
    const gzipped = BODIES.map(body => gzipSync(body).toString('latin1'));
    const bytes = fc.oneof(
      mutatedTexts(gzipped, ['\0', 'ÿ', '\x1f\x8b']).map(text => Buffer.from(text, 'latin1')),
      fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array)),
    );
    const encoding = fc.constantFrom('gzip', 'deflate', 'zstd', 'identity', 'br', '');
    await fc.assert(
      fc.asyncProperty(bytes, encoding, async (body, contentEncoding) => {
        const answer = await post(body, { 'content-encoding': contentEncoding });
        expect([200, 400, 413, 415]).toContain(answer.statusCode);
      }),
      { numRuns: FUZZ_RUNS },
    );
  },
  FUZZ_TIMEOUT_MS,
);

function post(
  payload: Buffer,
  headers: { readonly [name: string]: string },
): Promise<{ readonly statusCode: number; json<T>(): T }> {
  return server.inject({
    method: 'POST',
    url: '/_bulk',
    headers: { authorization, 'content-type': 'application/x-ndjson', ...headers },
    payload,
  });
}
