/**
 * The server: every route that there is, behind one check of who may call it, with one way to tell errors. What has a
 * life of its own (stores, rules, the intake) is given to it; it holds no state but who was right lately.
 */
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { JsonObject } from '../event/json.ts';
import { checkAccess } from './access/access-check.ts';
import { Gatekeeper } from './access/gatekeeper.ts';
import { keyRoutes } from './access/key-routes.ts';
import { signInRoutes } from './access/sign-in-routes.ts';
import { userRoutes } from './access/user-routes.ts';
import { readBodies, refuseStrayBodies } from './bodies.ts';
import { coerceQuery } from './coerce-query.ts';
import { detectionRoutes } from './detection/detection-routes.ts';
import { kibanaRoutes } from './detection/kibana-routes.ts';
import { elasticsearchRoutes } from './elasticsearch/elasticsearch-routes.ts';
import { exceptionRoutes } from './exceptions/exception-routes.ts';
import { BodyIntake } from './ingest/body-intake.ts';
import { ingestRoutes } from './ingest/ingest-routes.ts';
import { HTTP_LIMITS, type HttpLimits } from './limits.ts';
import { listRoutes } from './lists/list-routes.ts';
import { LOG_REDACTION, type LogOptions, logRequest } from './log.ts';
import { countRequests, metricsRoute } from './metrics/metrics-routes.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { openApiOptions, openApiRoute } from './open-api.ts';
import type { HttpParts } from './parts.ts';
import { type Screens, screenRoutes } from './screens.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { signalsRoutes } from './signals/signals-routes.ts';
import { tellErrors } from './tell-errors.ts';
import { triplineRoutes } from './tripline/index.ts';

export interface ServerOptions {
  /** Those of HTTP_LIMITS where they are not set. */
  readonly limits?: Partial<HttpLimits>;
  /** Where browsers reach the server by TLS. */
  readonly secureCookies?: boolean;
  /** Before every path, where a proxy puts the server below one, as in `/tripline`. */
  readonly basePath?: string;
  /** The release of Elasticsearch that shippers are told, and of Kibana that scripts are. */
  readonly elasticsearchVersion?: string;
  /** Whose `X-Forwarded-For` is believed: addresses or networks of proxies. Nobody's by default. */
  readonly trustedProxies?: readonly string[];
  readonly log?: LogOptions;
  /** What browsers are shown; without them a page that says how to build them. */
  readonly screens?: Screens | undefined;
}

/** Routes of one subject. */
type Routes = (server: FastifyInstance, parts: HttpParts) => void;

/** Every subject that has no state of its own. Routes of a new one are one line here. */
const ROUTES: readonly Routes[] = [
  detectionRoutes,
  exceptionRoutes,
  listRoutes,
  signalsRoutes,
  triplineRoutes,
];

const ELASTICSEARCH_VERSION = '8.19.0';
/** An index has up to 255 characters, an id up to 512, each three characters long where it is escaped. */
const LONGEST_PARAMETER = 1600;

/** A server that does not listen yet; what is wrong with its routes is thrown by its `ready` and `listen`. */
export function buildServer(parts: HttpParts, options: ServerOptions = {}): FastifyInstance {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const basePath = options.basePath ?? '';
  const server = fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: Math.min(5000, limits.headersMs) },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    genReqId: () => parts.newId(),
    rewriteUrl: ({ url = '/' }) => withoutBase(url, basePath),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    logger:
      options.log === undefined
        ? false
        : { ...options.log, redact: LOG_REDACTION, serializers: { req: logRequest } },
  });
  const gatekeeper = new Gatekeeper(parts.objects, parts.clock);
  const intake = new BodyIntake(parts.intake, limits);
  const metrics = new ServerMetrics(parts);

  tellErrors(server);
  readBodies(server);
  refuseStrayBodies(server);
  countRequests(server, metrics);
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id });
    if (isBrowserAtRoot(request)) return reply.redirect(`${basePath}/app/`, 302);
    return undefined;
  });
  server.addHook('preValidation', async request => {
    const schema = request.routeOptions.schema?.querystring;
    if (schema !== undefined) request.query = coerceQuery(request.query as JsonObject, schema);
  });
  server.register(cookie);
  server.register(swagger, openApiOptions(parts.version));
  // In a scope of its own, which begins when those above are there to see the routes.
  server.register(async scope => {
    checkAccess(scope, gatekeeper);
    screenRoutes(scope, options.screens, basePath);
    openApiRoute(scope);
    metricsRoute(scope, metrics);
    keyRoutes(scope, parts, gatekeeper);
    userRoutes(scope, parts, gatekeeper);
    signInRoutes(scope, parts, gatekeeper, { basePath, secureCookies: options.secureCookies ?? false });
    for (const routes of ROUTES) routes(scope, parts);
    const version = options.elasticsearchVersion ?? ELASTICSEARCH_VERSION;
    kibanaRoutes(scope, parts, { version });
    scope.register(ingestRoutes, { intake, limits });
    scope.register(elasticsearchRoutes, {
      intake,
      limits,
      clock: parts.clock,
      version,
    });
  });
  return server;
}

function withoutBase(url: string, basePath: string): string {
  if (basePath === '' || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

/** Shippers ask for JSON there, or for anything. */
function isBrowserAtRoot({ headers, method, url }: FastifyRequest): boolean {
  return method === 'GET' && /^\/(?:\?|$)/.test(url) && headers.accept?.includes('text/html') === true;
}
