import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Json, JsonObject } from '../../event/json.ts';
import type { BodyIntake } from '../ingest/body-intake.ts';
import { onOneLine } from '../ingest/one-line.ts';
import type { HttpLimits } from '../limits.ts';
import { HttpProblem } from '../problems.ts';
import { filterPath } from './filter-path.ts';
import { type BulkVerb, parseBulk } from './parse-bulk.ts';
import { type BulkItem, type ItemAnswer, writeDocuments } from './write-documents.ts';

interface WriteParams {
  readonly index?: string;
  readonly id?: string;
}

const WRITES = { config: { access: 'ingest' } } as const;

/** The routes that documents come in by, as Elasticsearch has them. */
export function writeRoutes(
  scope: FastifyInstance,
  intake: BodyIntake,
  limits: HttpLimits,
  clock: () => number,
): void {
  const bulk = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const startMs = clock();
    const { index } = request.params as WriteParams;
    const actions = parseBulk(bytesOf(request), index, limits);
    const items = await writeDocuments(actions, limits.documentBytes, documents =>
      intake.take(request, documents),
    );
    return reply.send(filtered(bulkAnswer(items, clock() - startMs), request));
  };
  for (const url of ['/_bulk', '/:index/_bulk'])
    scope.route({
      ...WRITES,
      method: ['POST', 'PUT'],
      url,
      schema: {
        tags: ['elasticsearch'],
        summary: 'Deliver many events',
        description:
          'application/x-ndjson: a line with an action (`create` or `index`), a line with a document, and so on; gzip, deflate or zstd.',
      },
      handler: bulk,
    });

  const one =
    (verbOf: (request: FastifyRequest) => BulkVerb) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { id, index } = request.params as WriteParams;
      const document = onOneLine(bytesOf(request));
      const action = { verb: verbOf(request), index, id, document };
      const [item] = await writeDocuments([action], limits.documentBytes, documents =>
        intake.take(request, documents),
      );
      if (item === undefined) throw new Error('one action has one answer');
      return reply.code(item.answer.status).send(filtered(documentAnswer(item.answer), request));
    };
  const schema = { tags: ['elasticsearch'], summary: 'Deliver one event' };
  const indexed = one(request => (isCreate(request) ? 'create' : 'index'));
  scope.route({ ...WRITES, method: 'POST', url: '/:index/_doc', schema, handler: indexed });
  scope.route({ ...WRITES, method: ['POST', 'PUT'], url: '/:index/_doc/:id', schema, handler: indexed });
  const created = one(() => 'create');
  scope.route({ ...WRITES, method: ['POST', 'PUT'], url: '/:index/_create/:id', schema, handler: created });
}

function bytesOf(request: FastifyRequest): Uint8Array {
  const { body } = request;
  if (body instanceof Uint8Array && body.length > 0) return body;
  throw new HttpProblem('malformed', 'request body is required, found none');
}

function isCreate({ query }: FastifyRequest): boolean {
  return (query as { readonly op_type?: unknown }).op_type === 'create';
}

function bulkAnswer(items: readonly BulkItem[], took: number): JsonObject {
  return {
    took,
    errors: items.some(({ answer }) => answer.error !== undefined),
    items: items.map(({ answer, verb }) => ({ [verb]: jsonOf(answer) })),
  };
}

function jsonOf(answer: ItemAnswer): JsonObject {
  // Fields that are undefined are left out; the rest is JSON.
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined)) as {
    [key: string]: Json;
  };
}

function documentAnswer(answer: ItemAnswer): JsonObject {
  const { error, status } = answer;
  if (error !== undefined) return { error: { root_cause: [error], ...error }, status };
  const { status: _, ...fields } = jsonOf(answer);
  return { ...fields, _shards: { total: 1, successful: 1, failed: 0 } };
}

function filtered(answer: JsonObject, { query }: FastifyRequest): JsonObject {
  const filter = (query as { readonly filter_path?: unknown }).filter_path;
  return typeof filter === 'string' ? filterPath(answer, filter) : answer;
}
