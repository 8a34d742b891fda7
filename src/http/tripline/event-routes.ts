/**
 * Searches over stored events. An answer comes whole, or as a stream that shows how far the search is: a line or an
 * event for the progress now and then, one for each result, and the end. Whoever goes away stops his search.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  HistogramBody,
  PrevalenceBody,
  type QueryBody,
  SearchBody,
  TopValuesBody,
  type WindowBody,
} from '../../api/search.ts';
import {
  type SearchEnd,
  type SearchOptions,
  type SearchStep,
  searchEvents,
} from '../../detect/search-events.ts';
import { histogramOfEvents, topValuesOfEvents } from '../../detect/search-events-counts.ts';
import { prevalenceOf } from '../../detect/search-events-prevalence.ts';
import { filterOfSteps, type ReadingProgress } from '../../detect/search-events-reading.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import type { QueryPlan } from '../../plan/query.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { diagnosticJson } from '../../source/render-json.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { type Patience, patienceOf, Turnstile } from './asker.ts';
import { planOfQuery, windowOfBody } from './query-plan.ts';
import { endJson, hitOf, resultJson, searchedJson } from './search-answer.ts';
import { readCursor } from './search-cursor.ts';
import { sendParts, streamFormOf, type ToldPart, withProgress } from './search-stream.ts';

const MOST_SEARCHES_AT_ONCE = 6;
/** Of results that are gathered for one answer: beyond it, an answer ends and says where to go on. */
const MOST_ANSWER_CHARACTERS = 32 * 1024 * 1024;
const USUAL_SEARCH_MS = 30_000;

export function eventRoutes(server: FastifyInstance, parts: HttpParts): void {
  const turnstile = new Turnstile(MOST_SEARCHES_AT_ONCE);

  server.post<{ Body: SearchBody }>(
    '/api/tripline/events/search',
    { config: { access: 'read' }, schema: { body: SearchBody } },
    async (request, reply) => {
      const search = searchOf(request.body, parts);
      const form = streamFormOf(request.headers.accept);
      const leave = turnstile.enter();
      const limits = limitsOf(request, reply);
      const options = { ...search.options, ...limits };
      if (form === undefined) {
        try {
          return reply.type('application/json').send(await wholeAnswer(parts, search, options));
        } finally {
          leave();
        }
      }
      const brokeOff = 'the search broke off here; what came before is right, but may not be all';
      return sendParts(reply, form, answerInParts(parts, search, options), {
        signal: limits.signal,
        brokeOff,
        leave,
      });
    },
  );

  server.post<{ Body: HistogramBody }>(
    '/api/tripline/events/histogram',
    { config: { access: 'read' }, schema: { body: HistogramBody } },
    async (request, reply) => {
      const { body } = request;
      const { filter, options } = countingOf(request, reply);
      const window = options.window ?? (await wholeWindow(parts));
      return turnstile.during(async () => {
        const found = await histogramOfEvents(parts.events, filter, body.buckets ?? 60, {
          ...options,
          window,
        });
        return {
          bucketMs: found.bucketMs,
          buckets: found.buckets.map(({ count, fromMs }) => ({ from: formatTimestamp(fromMs), count })),
          isPartial: found.isPartial,
          searched: searchedJson(found.searched),
        };
      });
    },
  );

  server.post<{ Body: TopValuesBody }>(
    '/api/tripline/events/top-values',
    { config: { access: 'read' }, schema: { body: TopValuesBody } },
    async (request, reply) => {
      const { field, size = 10 } = request.body;
      const { filter, options } = countingOf(request, reply);
      return turnstile.during(async () => {
        const found = await topValuesOfEvents(parts.events, filter, field, size, options);
        return { field, ...found, searched: searchedJson(found.searched) };
      });
    },
  );

  server.post<{ Body: PrevalenceBody }>(
    '/api/tripline/prevalence',
    { config: { access: 'read' }, schema: { body: PrevalenceBody } },
    async (request, reply) => {
      const { field, value } = request.body;
      const options = { window: windowOfBody(request.body, parts.clock()), ...limitsOf(request, reply) };
      return turnstile.during(async () => {
        const found = await prevalenceOf(parts.events, field, value, options);
        return {
          ...{ field, value, events: found.events, hosts: found.hosts, users: found.users },
          first: found.firstMs === undefined ? null : formatTimestamp(found.firstMs),
          last: found.lastMs === undefined ? null : formatTimestamp(found.lastMs),
          isPartial: found.isPartial,
          searched: searchedJson(found.searched),
        };
      });
    },
  );

  server.get<{ Params: { id: string } }>(
    '/api/tripline/events/:id',
    { config: { access: 'read' } },
    async request => {
      const [event] = await parts.events.byIds([request.params.id]);
      if (event === undefined)
        throw new HttpProblem(
          'not-found',
          'no stored event has this id: it never came, or has left the store',
        );
      return hitOf(event);
    },
  );

  function countingOf(
    request: FastifyRequest<{ Body: QueryBody & WindowBody & { readonly timeoutMs?: number } }>,
    reply: FastifyReply,
  ) {
    const { body } = request;
    const filter = filterOfSteps(planOfQuery(body).plan);
    const window = windowOfBody(body, parts.clock());
    return { filter, options: { window, indices: body.index, ...limitsOf(request, reply) } };
  }
}

/** From the earliest stored event to the latest. */
async function wholeWindow({ clock, events }: HttpParts): Promise<{ fromMs: number; toMs: number }> {
  const firstOf = async (order: 'ascending' | 'descending'): Promise<number> => {
    for await (const batch of events.read({ order })) return batch[0]?.timeMs ?? clock();
    return clock();
  };
  return { fromMs: await firstOf('ascending'), toMs: await firstOf('descending') };
}

interface Search {
  readonly plan: QueryPlan;
  readonly diagnostics: readonly Diagnostic[];
  readonly fields: readonly string[] | undefined;
  readonly options: Omit<SearchOptions, 'signal' | 'timeUp' | 'onProgress'>;
}

function searchOf(body: SearchBody, { clock }: HttpParts): Search {
  const { plan, diagnostics } = planOfQuery(body);
  const isPaged = plan.kind === 'events' && plan.limits === undefined;
  if (body.cursor !== undefined && !isPaged)
    throw new HttpProblem('invalid', 'only event queries without pipes have pages: leave `cursor` out');
  return {
    plan,
    diagnostics,
    fields: body.fields,
    options: {
      window: windowOfBody(body, clock()),
      indices: body.index,
      size: body.size ?? 100,
      order: body.order === 'asc' ? 'ascending' : 'descending',
      after: body.cursor === undefined ? undefined : readCursor(body.cursor),
    },
  };
}

function limitsOf(
  { body }: FastifyRequest<{ Body: { readonly timeoutMs?: number } }>,
  reply: FastifyReply,
): Patience {
  return patienceOf(reply, body.timeoutMs ?? USUAL_SEARCH_MS);
}

/** Each result is put into words once, so that what an answer holds is known. */
async function wholeAnswer(parts: HttpParts, search: Search, options: SearchOptions): Promise<string> {
  const startedMs = parts.clock();
  const results: string[] = [];
  let characters = 0;
  let end: SearchEnd | undefined;
  for await (const step of boundedSteps(parts, search, options, () => characters > MOST_ANSWER_CHARACTERS))
    if (step.kind === 'result') {
      const text = JSON.stringify(resultJson(step.result, search.fields));
      characters += text.length;
      results.push(text);
    } else end = step.end;
  if (end === undefined) throw new Error('a search came to no end');
  const { total, ...rest } = endJson(end, parts.clock() - startedMs);
  const name = search.plan.kind === 'events' ? 'events' : 'sequences';
  const said = { ...rest, diagnostics: search.diagnostics.map(diagnosticJson) };
  return `${JSON.stringify(said).slice(0, -1)},"hits":{"total":${JSON.stringify(total)},"${name}":[${results.join(',')}]}}`;
}

/** The steps of the search; where `isFull` says so it ends with what there is, and names the place to go on from. */
async function* boundedSteps(
  { events }: HttpParts,
  { plan }: Search,
  options: SearchOptions,
  isFull: () => boolean,
): AsyncGenerator<SearchStep, void> {
  let told = 0;
  for await (const step of searchEvents(events, plan, options)) {
    yield step;
    if (step.kind === 'end') return;
    told++;
    if (!isFull()) continue;
    const [last] = step.result.events;
    const isPaged = plan.kind === 'events' && plan.limits === undefined && last !== undefined;
    const warnings = ['the results are too large for one answer: name `fields`, or ask for fewer'];
    const { fromMs, toMs } = options.window ?? {};
    yield {
      kind: 'end',
      end: {
        total: { value: told, relation: 'gte' },
        isPartial: true,
        searched: { fromMs, toMs, events: told, isComplete: false },
        ...(isPaged && { next: { timeMs: last.timeMs, arrival: last.arrival } }),
        warnings,
      },
    };
    return;
  }
}

async function* answerInParts(
  parts: HttpParts,
  search: Search,
  options: SearchOptions,
): AsyncGenerator<ToldPart, void> {
  const startedMs = parts.clock();
  if (search.diagnostics.length > 0) {
    const diagnostics = search.diagnostics.map(diagnosticJson) as unknown as JsonObject[];
    yield { type: 'diagnostics', body: { diagnostics } };
  }
  const steps = withProgress<SearchStep, ReadingProgress>(
    onProgress => searchEvents(parts.events, search.plan, { ...options, onProgress }),
    parts.clock,
  );
  for await (const step of steps)
    if ('progress' in step) yield { type: 'progress', body: { ...step.progress } };
    else if (step.item.kind === 'result')
      yield { type: 'result', body: { result: resultJson(step.item.result, search.fields) } };
    else yield { type: 'end', body: endJson(step.item.end, parts.clock() - startedMs) };
}
