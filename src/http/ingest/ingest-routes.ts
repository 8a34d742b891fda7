import type { FastifyInstance } from 'fastify';
import { INGEST_QUERY, INGESTED, type Ingested, type IngestQuery } from '../../api/ingest.ts';
import type { HttpLimits } from '../limits.ts';
import type { Taken } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import type { BodyIntake } from './body-intake.ts';
import { type BodyDocument, splitBody } from './split-body.ts';

const CONTENT_TYPES = /^application\/(?:x-ndjson|json)\s*(?:;|$)/i;
const MOST_REASONS = 100;

/** Events by plain HTTP: lines of JSON, or a JSON array. */
export async function ingestRoutes(
  scope: FastifyInstance,
  { intake, limits }: { readonly intake: BodyIntake; readonly limits: HttpLimits },
): Promise<void> {
  intake.acceptBytes(scope, CONTENT_TYPES);
  scope.post<{ Querystring: IngestQuery }>(
    '/api/tripline/ingest',
    {
      config: { access: 'ingest' },
      schema: {
        tags: ['ingest'],
        summary: 'Deliver events',
        description:
          'application/x-ndjson: a document a line; application/json: a document or an array of them; gzip, deflate or zstd. A document that cannot be taken fails alone. The answer comes when the others are on the disk.',
        querystring: INGEST_QUERY,
        response: { 200: INGESTED },
      },
    },
    async (request): Promise<Ingested> => {
      const { body, headers, query } = request;
      const isLines = headers['content-type']?.toLowerCase().startsWith('application/x-ndjson') === true;
      const documents = body instanceof Uint8Array ? splitBody(body, isLines ? 'lines' : 'json', limits) : [];
      if (documents.length === 0)
        throw new HttpProblem('malformed', 'found no documents in the body, expected JSON objects');
      const whole = documents.flatMap(({ bytes }) =>
        bytes === undefined ? [] : [{ bytes, index: query.index }],
      );
      const taken = whole.length === 0 ? [] : await intake.take(request, whole);
      const answer = tally(documents, taken, limits.documentBytes);
      const [first] = answer.reasons;
      if (answer.refused === documents.length && first !== undefined)
        throw new HttpProblem(
          'invalid',
          `none of the ${documents.length} documents can be taken; document ${first.document}: ${first.reason}`,
        );
      return answer;
    },
  );
}

function tally(documents: readonly BodyDocument[], taken: readonly Taken[], mostBytes: number): Ingested {
  const answers = taken.values();
  const counts = { stored: 0, doubles: 0, refused: 0 };
  const reasons: { document: number; reason: string }[] = [];
  documents.forEach(({ bytes, lengthBytes }, at) => {
    const answer: Taken | undefined =
      bytes === undefined
        ? { kind: 'refused', reason: `it has ${lengthBytes} bytes, expected at most ${mostBytes}` }
        : answers.next().value;
    if (answer === undefined) throw new Error('the intake gave fewer answers than it was given documents');
    if (answer.kind === 'stored') counts.stored++;
    else if (answer.kind === 'double') counts.doubles++;
    else {
      counts.refused++;
      if (reasons.length < MOST_REASONS) reasons.push({ document: at + 1, reason: answer.reason });
    }
  });
  return { ...counts, reasons };
}
