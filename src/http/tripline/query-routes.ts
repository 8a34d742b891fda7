/** Help for whoever writes a query: what is wrong with it as it stands, and which fields there are. */
import type { FastifyInstance } from 'fastify';
import { FieldsQuery, type QueryBody, QueryCheckBody } from '../../api/search.ts';
import { type SampledFields, sampleFields } from '../../detect/search-events-fields.ts';
import { ecsSchema } from '../../event/ecs-schema.ts';
import { fieldsOfPlan } from '../../plan/fields-read.ts';
import { isError } from '../../source/diagnostic.ts';
import { diagnosticJson } from '../../source/render-json.ts';
import type { HttpParts } from '../parts.ts';
import { checkQuery } from './query-plan.ts';

/** How long what was seen in events is as good as new. */
const SAMPLE_MS = 30_000;
/** Whoever types waits no longer for examples. */
const MOST_SAMPLING_MS = 5_000;

export function queryRoutes(server: FastifyInstance, { clock, events }: HttpParts): void {
  let sample: { readonly atMs: number; readonly taken: Promise<SampledFields> } | undefined;

  server.post<{ Body: QueryBody }>(
    '/api/tripline/query/check',
    { config: { access: 'read' }, schema: { body: QueryCheckBody } },
    async ({ body }) => {
      const { diagnostics, value: plan } = checkQuery(body);
      return {
        isValid: !diagnostics.some(isError),
        kind: plan?.kind ?? null,
        fields: plan === undefined ? [] : fieldsOfPlan(plan).map(({ path, type }) => ({ name: path, type })),
        diagnostics: diagnostics.map(diagnosticJson),
      };
    },
  );

  server.get<{ Querystring: FieldsQuery }>(
    '/api/tripline/fields',
    { config: { access: 'read' }, schema: { querystring: FieldsQuery } },
    async ({ query }) => {
      const { prefix = '' } = query;
      const size = Number(query.size ?? 50);
      const seen = await recentFields();
      const names = new Set([...seen.fields.keys(), ...ecsSchema.names()]);
      const found = [...names].filter(name => name.startsWith(prefix));
      const eventsWith = (name: string): number => seen.fields.get(name)?.events ?? 0;
      // What events really have comes first.
      found.sort((a, b) => eventsWith(b) - eventsWith(a) || (a < b ? -1 : 1));
      return {
        total: found.length,
        sampledEvents: seen.events,
        leftOut: seen.leftOut,
        isPartial: seen.isPartial,
        fields: found.slice(0, size).map(name => ({
          name,
          type: ecsSchema.typeOf(name) ?? 'unknown',
          isEcs: ecsSchema.typeOf(name) !== undefined,
          events: eventsWith(name),
          examples: seen.fields.get(name)?.examples ?? [],
        })),
      };
    },
  );

  /** One sample at a time, for all who type. */
  function recentFields(): Promise<SampledFields> {
    if (sample === undefined || clock() - sample.atMs >= SAMPLE_MS) {
      const taken = sampleFields(events, {
        ...{ mostEvents: 500, mostFields: 5_000, timeUp: AbortSignal.timeout(MOST_SAMPLING_MS) },
      });
      sample = { atMs: clock(), taken };
      taken.catch(() => {
        sample = undefined;
      });
    }
    return sample.taken;
  }
}
