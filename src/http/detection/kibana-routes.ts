/** What clients of Kibana ask before anything else: whether it is well, which version it is, and which spaces there are. */
import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../parts.ts';
import { elasticScope } from './elastic-scope.ts';

export interface KibanaToPassFor {
  /** The release whose API this is. */
  readonly version: string;
}

const read = { config: { access: 'read' } } as const;

export function kibanaRoutes(server: FastifyInstance, parts: HttpParts, kibana: KibanaToPassFor): void {
  elasticScope(server, scope => {
    scope.get(
      '/api/status',
      { ...read, schema: { tags: ['kibana'], summary: 'How it goes, and which Kibana this passes for' } },
      async () => {
        // Fails, and is answered by 503, where the store does not answer.
        await parts.events.size();
        const level = { level: 'available', summary: 'The store answers' };
        return {
          name: 'tripline',
          version: { number: kibana.version, build_snapshot: false, build_flavor: 'traditional' },
          status: {
            overall: { level: 'available', summary: 'All services are available' },
            core: { elasticsearch: level, savedObjects: level },
            plugins: {},
          },
          tripline: { version: parts.version },
        };
      },
    );

    scope.get(
      '/api/spaces/space',
      { ...read, schema: { tags: ['kibana'], summary: 'The one space that there is' } },
      async () => [{ id: 'default', name: 'Default', disabledFeatures: [] }],
    );
  });
}
