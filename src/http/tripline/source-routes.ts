/** What arrives, from where, how late, and what has stopped arriving. */
import type { FastifyInstance } from 'fastify';
import { SourcesQuery } from '../../api/sources.ts';
import { sampleFields } from '../../detect/search-events-fields.ts';
import { compileIndexPatterns } from '../../event/index-pattern.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { SourceTally } from '../../store/event-store.ts';
import type { HttpParts } from '../parts.ts';
import { sourcesIn } from './arriving-sources.ts';
import { type Patience, patienceOf, Turnstile } from './asker.ts';
import { windowBetween } from './query-plan.ts';
import { intakeJson } from './status-routes.ts';

/** So many sources have their fields looked at. */
const MOST_SAMPLED = 50;
const MOST_SOURCES = 1_000;
/** However busy it is, a source may rest so long. */
const LEAST_SILENCE_MS = 900_000;
/** It is silent after so many times its usual pause. */
const PAUSES_OF_SILENCE = 20;
const MOST_MS = 30_000;
const MOST_AT_ONCE = 6;

export function sourceRoutes(
  server: FastifyInstance,
  { clock, events, intake, rules }: HttpParts,
  mostMs: number = MOST_MS,
): void {
  const turnstile = new Turnstile(MOST_AT_ONCE);

  server.get<{ Querystring: SourcesQuery }>(
    '/api/tripline/sources',
    { config: { access: 'read' }, schema: { querystring: SourcesQuery } },
    async ({ query }, reply) => {
      return turnstile.during(async () => {
        return await sourcesSince(query, patienceOf(reply, mostMs));
      });
    },
  );

  async function sourcesSince(query: SourcesQuery, patience: Patience): Promise<object> {
    const nowMs = clock();
    const window = windowBetween(query.from ?? 'now-7d', 'now', nowMs);
    const tallies = await sourcesIn(events, window, patience, mostMs);
    const all = [...tallies].sort((a, b) => b.events - a.events);
    const patterns = rules
      .list()
      .filter(({ compiled, isEnabled }) => isEnabled && compiled !== undefined)
      .map(({ compiled }) => compileIndexPatterns(compiled?.indices ?? []));
    const sources: object[] = [];
    let isPartial = false;
    for (const [at, tally] of all.slice(0, MOST_SOURCES).entries()) {
      const isSampled = query.fields === 'true' && tally.index !== undefined && at < MOST_SAMPLED;
      const fields = isSampled ? await fieldsOf(tally.index, patience) : undefined;
      isPartial ||= fields?.isPartial === true;
      sources.push({
        ...sourceJson(tally, nowMs),
        rulesFed: patterns.filter(accepts => accepts(tally.index)).length,
        ...(fields !== undefined && { fields }),
      });
    }
    return {
      window: { from: formatTimestamp(window.fromMs), to: formatTimestamp(window.toMs) },
      total: all.length,
      isPartial,
      sources,
      intake: intakeJson(intake.counts),
    };
  }

  async function fieldsOf(index: string | undefined, patience: Patience) {
    const {
      events: sampled,
      fields,
      isPartial,
      leftOut,
    } = await sampleFields(events, { index, mostEvents: 200, mostFields: 1_000, ...patience });
    return {
      isPartial,
      sampledEvents: sampled,
      leftOut,
      seen: [...fields]
        .map(([name, field]) => ({ name, events: field.events }))
        .sort((a, b) => b.events - a.events),
    };
  }
}

function sourceJson({ firstMs, lastMs, ...tally }: SourceTally, nowMs: number): object {
  const pauseMs = (lastMs - firstMs) / Math.max(1, tally.events - 1);
  const silentMs = Math.max(0, nowMs - lastMs);
  return {
    ...tally,
    index: tally.index ?? null,
    first: formatTimestamp(firstMs),
    last: formatTimestamp(lastMs),
    silentMs,
    isSilent: silentMs > Math.max(LEAST_SILENCE_MS, PAUSES_OF_SILENCE * pauseMs),
  };
}
