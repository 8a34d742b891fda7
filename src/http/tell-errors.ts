/** How a request that goes wrong is answered, wherever its route stands. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { markAnswer } from './elasticsearch/elasticsearch-routes.ts';
import { answerOf, asProblem, HttpProblem, problemFormOf } from './problems.ts';

/** To be installed before any route: scopes within may tell errors of their own, and throw on the others. */
export function tellErrors(server: FastifyInstance): void {
  server.setErrorHandler((error, request, reply) => {
    const problem = asProblem(error);
    if (problem.kind.status >= 500) request.log.error({ err: error }, 'a request failed');
    return tell(problem, request, reply);
  });
  server.setNotFoundHandler((request, reply) =>
    tell(
      new HttpProblem('not-found', `nothing answers ${request.method} ${pathOf(request)}`),
      request,
      reply,
    ),
  );
}

function tell(problem: HttpProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const form = problemFormOf(pathOf(request));
  const { body, contentType, headers, status } = answerOf(problem, form, request.id);
  reply.code(status).headers(headers).type(contentType);
  if (form === 'elasticsearch') markAnswer(request, reply);
  // As a text: the answer must not pass through the schema of the route's own answers.
  return reply.serializer(String).send(JSON.stringify(body));
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? url;
}
