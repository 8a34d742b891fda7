import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** The description of all routes follows from their schemas, and who may call them from their access. */
export function openApiOptions(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tripline',
        version,
        description:
          'Events come in by the surface of Elasticsearch or as plain lines; rules make alerts of them.',
      },
      components: {
        securitySchemes: {
          key: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: '`ApiKey <encoded>`, `Bearer <encoded>`, or Basic with the id and the key',
          },
          session: { type: 'apiKey', in: 'cookie', name: 'tripline_session' },
        },
      },
    },
    transform: ({ route, schema, url }) => {
      const access = route.config?.access ?? 'none';
      const security = access === 'none' ? [] : [{ key: [] }, { session: [] }];
      return { schema: { ...schema, security, 'x-access': access }, url };
    },
  };
}

export function openApiRoute(server: FastifyInstance): void {
  server.get(
    '/api/openapi.json',
    { config: { access: 'read' }, schema: { tags: ['server'], summary: 'This description' } },
    async () => server.swagger(),
  );
  server.get(
    '/health',
    { config: { access: 'none' }, schema: { tags: ['server'], summary: 'That the server answers' } },
    async () => ({ status: 'ok' }),
  );
}
