/**
 * The write side of Elasticsearch's interface, as far as shippers and its clients use it: they deliver to Tripline
 * without a change. What each of them sends, and how it takes answers, stands in docs/design/elasticsearch-surface.md.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BodyIntake } from '../ingest/body-intake.ts';
import type { HttpLimits } from '../limits.ts';
import { HttpProblem } from '../problems.ts';
import { ASKED, banner, SET_UP } from './answers.ts';
import { writeRoutes } from './write-routes.ts';

export interface ElasticsearchSurface {
  readonly intake: BodyIntake;
  readonly limits: HttpLimits;
  readonly clock: () => number;
  /** The release of Elasticsearch to pass for. */
  readonly version: string;
}

const CONTENT_TYPES = /^application\/(?:x-ndjson|json|vnd\.elasticsearch\+(?:x-nd)?json)\s*(?:;|$)/i;
const COMPATIBLE = /application\/vnd\.elasticsearch\+json\s*;\s*compatible-with\s*=\s*(\d{1,2})/i;

export async function elasticsearchRoutes(
  scope: FastifyInstance,
  { clock, intake, limits, version }: ElasticsearchSurface,
): Promise<void> {
  intake.acceptBytes(scope, CONTENT_TYPES);
  scope.addHook('onSend', async (request, reply, payload) => {
    markAnswer(request, reply);
    return payload;
  });
  writeRoutes(scope, intake, limits, clock);

  const summary = (text: string): { readonly tags: string[]; readonly summary: string } => ({
    tags: ['elasticsearch'],
    summary: text,
  });
  const config = { access: 'ingest' } as const;
  const read = (url: string, text: string, answer: unknown): void => {
    scope.get(url, { config, schema: summary(text) }, async () => answer);
  };
  read('/', 'The banner; browsers are led to /app/', banner(version, 'tripline'));
  for (const asked of ASKED) read(asked.url, asked.summary, asked.answer);
  const acknowledge = (url: string, text: string, answer: unknown): void => {
    scope.route({ method: ['PUT', 'POST'], url, config, schema: summary(text), handler: async () => answer });
  };
  for (const { answer, summary: text, url } of SET_UP) {
    read(url, text, answer);
    acknowledge(url, `${text} is acknowledged and not kept`, { acknowledged: true });
  }
  acknowledge('/:index/_alias/:name', 'An alias is acknowledged and not kept', { acknowledged: true });

  scope.get('/:index', { config, schema: summary('That an index is there') }, async request => {
    checkIndex(request);
    return {};
  });
  scope.put('/:index', { config, schema: summary('An index needs no making') }, async request => ({
    acknowledged: true,
    shards_acknowledged: true,
    index: checkIndex(request),
  }));
}

/** Names that begin with `_` are requests of Elasticsearch that nothing here answers. */
function checkIndex({ params }: FastifyRequest): string {
  const { index } = params as { readonly index: string };
  if (index.startsWith('_'))
    throw new HttpProblem('not-found', `\`/${index}\` is not part of this surface, which takes events only`);
  return index;
}

/** Its clients refuse an answer without the product's header, and read the type that they asked for. */
export function markAnswer(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-elastic-product', 'Elasticsearch');
  const [, release] = COMPATIBLE.exec(request.headers.accept ?? '') ?? [];
  const type = String(reply.getHeader('content-type') ?? '');
  if (release !== undefined && type.startsWith('application/json'))
    reply.header('content-type', `application/vnd.elasticsearch+json;compatible-with=${release}`);
}
