/** What arrives, from where, how late, and what has stopped arriving. */
import type { FastifyInstance } from 'fastify';
import { type ArrivingSource, type RuleWithoutData, type Sources, SourcesQuery } from '../../api/sources.ts';
import type { BookRule } from '../../detect/rule-book.ts';
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
const MOST_RULES_LISTED = 200;
const HOUR_MS = 3_600_000;
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

  async function sourcesSince(query: SourcesQuery, patience: Patience): Promise<Sources> {
    const nowMs = clock();
    const window = windowBetween(query.from ?? 'now-7d', 'now', nowMs);
    const tallies = await sourcesIn(events, window, patience, mostMs);
    const lastHour = { fromMs: nowMs - HOUR_MS, toMs: nowMs };
    const recent = new Map<string | undefined, number>();
    for (const { events: count, index } of await sourcesIn(events, lastHour, patience, mostMs))
      recent.set(index, count);
    const readers = readersOf(rules.list());
    const arriving = [...tallies].sort((a, b) => b.events - a.events).map(tally => timesOf(tally, nowMs));
    const live = arriving.filter(({ isSilent }) => !isSilent).map(({ index }) => index ?? undefined);
    const starving = readers.filter(({ accepts }) => !live.some(accepts));
    const all = arriving.filter(({ index }) => query.index === undefined || (index ?? '') === query.index);
    const sources: ArrivingSource[] = [];
    let isPartial = false;
    for (const [at, source] of all.slice(0, MOST_SOURCES).entries()) {
      const index = source.index ?? undefined;
      const isSampled = query.fields === 'true' && index !== undefined && at < MOST_SAMPLED;
      const fields = isSampled ? await fieldsOf(index, patience) : undefined;
      isPartial ||= fields?.isPartial === true;
      sources.push({
        ...source,
        lastHourEvents: recent.get(index) ?? 0,
        rulesFed: readers.filter(({ accepts }) => accepts(index)).length,
        rulesStarved: source.isSilent ? starving.filter(({ accepts }) => accepts(index)).length : 0,
        ...(fields !== undefined && { fields }),
      });
    }
    const without = starving.filter(
      ({ accepts }) => !arriving.some(({ index }) => accepts(index ?? undefined)),
    );
    return {
      window: { from: formatTimestamp(window.fromMs), to: formatTimestamp(window.toMs) },
      total: all.length,
      isPartial,
      sources,
      rules: {
        enabled: readers.length,
        withoutData: without.length,
        listed: without
          .map(({ rule }) => rule)
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .slice(0, MOST_RULES_LISTED),
      },
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

interface Reader {
  readonly rule: RuleWithoutData;
  readonly accepts: (index: string | undefined) => boolean;
}

/** The rules that run, and which indices each of them reads. */
function readersOf(rules: readonly BookRule[]): readonly Reader[] {
  return rules.flatMap(({ compiled, id, isEnabled, rule }) => {
    if (!isEnabled || compiled === undefined) return [];
    const indices = compiled.indices ?? [];
    return [
      {
        rule: { id, ruleId: rule.rule_id, name: rule.name, indices },
        accepts: compileIndexPatterns(indices),
      },
    ];
  });
}

function timesOf(
  { firstMs, lastMs, ...tally }: SourceTally,
  nowMs: number,
): Omit<ArrivingSource, 'lastHourEvents' | 'rulesFed' | 'rulesStarved'> {
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
