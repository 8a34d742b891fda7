import type { FastifyInstance } from 'fastify';
import type { ServerMetrics } from './server-metrics.ts';

/** Counts the requests of every route of the server, also of those that are not there. */
export function countRequests(server: FastifyInstance, metrics: ServerMetrics): void {
  server.addHook('onResponse', async (request, reply) => metrics.countRequest(request, reply));
  server.addHook('onClose', async () => metrics.close());
}

export function metricsRoute(server: FastifyInstance, metrics: ServerMetrics): void {
  server.get(
    '/metrics',
    {
      config: { access: 'read' },
      schema: { tags: ['server'], summary: 'How it goes, in the text format of Prometheus' },
    },
    async (_request, reply) => {
      reply.type(metrics.contentType);
      return await metrics.text();
    },
  );
}
