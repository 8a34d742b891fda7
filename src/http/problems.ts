/**
 * What can go wrong with a request, in one table, and the three forms in which it is told: `problem+json` on paths of
 * our own, Elastic's `{message, status_code}` on Elastic's detection API, and Elasticsearch's `{error, status}` on the
 * surface that shippers write to. None of them ever holds a stack trace.
 */

import { TooManyRunRequests } from '../detect/run-requests.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type DiagnosticJson, diagnosticJson } from '../source/render-json.ts';
import { StoreFull, StoreUnavailable } from '../store/event-store.ts';
import { VersionConflict } from '../store/object-store.ts';
import { IntakeBusy } from './parts.ts';

export type ProblemCode =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-from-here'
  | 'not-found'
  | 'conflict'
  | 'expired'
  | 'too-large'
  | 'unsupported-type'
  | 'locked-out'
  | 'busy'
  | 'full'
  | 'too-slow'
  | 'unavailable'
  | 'internal';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What Elasticsearch calls it; shippers print it, and some decide by it. */
  readonly elasticType: string;
  /** After how many seconds it is worth while to ask again. */
  readonly retryAfterSeconds?: number;
}

const PROBLEMS: { readonly [Code in ProblemCode]: ProblemKind } = {
  malformed: { status: 400, title: 'the request cannot be read', elasticType: 'parse_exception' },
  invalid: { status: 400, title: 'the request does not fit', elasticType: 'illegal_argument_exception' },
  unauthenticated: { status: 401, title: 'a key or session is needed', elasticType: 'security_exception' },
  forbidden: { status: 403, title: 'this key may not do that', elasticType: 'security_exception' },
  'not-from-here': {
    status: 403,
    title: 'the request does not come from a page of this server',
    elasticType: 'security_exception',
  },
  'not-found': { status: 404, title: 'there is no such thing', elasticType: 'resource_not_found_exception' },
  conflict: {
    status: 409,
    title: 'it has changed or is there already',
    elasticType: 'version_conflict_engine_exception',
  },
  expired: { status: 410, title: 'it is not kept any more', elasticType: 'resource_not_found_exception' },
  'too-large': {
    status: 413,
    title: 'the request is too large',
    elasticType: 'content_too_long_exception',
  },
  'unsupported-type': {
    status: 415,
    title: 'this type of content is not understood',
    elasticType: 'media_type_header_exception',
  },
  'locked-out': {
    status: 429,
    title: 'too many wrong keys came from this address',
    elasticType: 'security_exception',
    retryAfterSeconds: 60,
  },
  busy: {
    status: 429,
    title: 'too much is under way',
    elasticType: 'es_rejected_execution_exception',
    retryAfterSeconds: 1,
  },
  full: {
    status: 429,
    title: 'the store has no room',
    elasticType: 'cluster_block_exception',
    retryAfterSeconds: 30,
  },
  'too-slow': { status: 503, title: 'it takes too long', elasticType: 'timeout_exception' },
  unavailable: {
    status: 503,
    title: 'the store does not answer',
    elasticType: 'unavailable_shards_exception',
    retryAfterSeconds: 5,
  },
  internal: { status: 500, title: 'something here went wrong', elasticType: 'exception' },
};

/** Thrown by routes: the request ends with it. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly diagnostics: readonly Diagnostic[];

  /** @param detail what was found, what was expected and what to do; it is shown to whoever asked */
  constructor(code: ProblemCode, detail: string, diagnostics: readonly Diagnostic[] = []) {
    super(detail);
    this.code = code;
    this.diagnostics = diagnostics;
  }

  get kind(): ProblemKind {
    return PROBLEMS[this.code];
  }
}

/** How an error is told on a path. */
export type ProblemForm = 'tripline' | 'elastic' | 'elasticsearch';

/** Those of Kibana, and everything below a space: what stands behind the name of an index begins with `_`. */
const ELASTIC_PATHS =
  /^(?:\/api\/(?:detection_engine|exception_lists|exceptions|lists|spaces|status)(?:\/|$)|\/s\/[^/_])/;
const OUR_PATHS = /^\/(?:api|app|health|metrics|sign-in)(?:\/|$)/;

export function problemFormOf(path: string): ProblemForm {
  if (ELASTIC_PATHS.test(path)) return 'elastic';
  return OUR_PATHS.test(path) ? 'tripline' : 'elasticsearch';
}

/** An error of any origin as one that may be told; what is not known to be the user's is `internal` and says nothing. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof StoreFull)
    return new HttpProblem('full', 'nothing was taken; free some room or raise the limit');
  if (error instanceof StoreUnavailable)
    return new HttpProblem('unavailable', 'nothing was taken; send it again');
  if (error instanceof IntakeBusy)
    return new HttpProblem('busy', 'nothing was taken; send it again a little later');
  if (error instanceof TooManyRunRequests) return new HttpProblem('busy', error.message);
  if (error instanceof VersionConflict)
    return new HttpProblem('conflict', 'it was changed by somebody else meanwhile; read it again and repeat');
  return (
    ofFramework(error) ??
    new HttpProblem('internal', 'the log of the server says more, under the id of this request')
  );
}

/** What fastify refuses by itself carries a status below 500 and a message without secrets. */
function ofFramework(error: unknown): HttpProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { statusCode } = error as { readonly statusCode?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  const code = Object.entries(PROBLEMS).find(([, { status }]) => status === statusCode)?.[0] as
    | ProblemCode
    | undefined;
  return new HttpProblem('validation' in error ? 'invalid' : (code ?? 'malformed'), error.message);
}

export interface ProblemAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: object;
}

export function answerOf(problem: HttpProblem, form: ProblemForm, requestId: string): ProblemAnswer {
  const { kind } = problem;
  const headers: { [name: string]: string } = {};
  if (kind.retryAfterSeconds !== undefined) headers['retry-after'] = String(kind.retryAfterSeconds);
  // Without `Basic` among them some clients never send the credentials that they have.
  if (kind.status === 401) headers['www-authenticate'] = 'ApiKey, Basic realm="tripline", charset="UTF-8"';
  const contentType = form === 'tripline' ? 'application/problem+json' : 'application/json';
  return { status: kind.status, contentType, headers, body: bodyOf(problem, form, requestId) };
}

function bodyOf(problem: HttpProblem, form: ProblemForm, requestId: string): object {
  const { code, kind, message: detail } = problem;
  const diagnostics: readonly DiagnosticJson[] = problem.diagnostics.map(diagnosticJson);
  if (form === 'elasticsearch') {
    const cause = { type: kind.elasticType, reason: `${kind.title}: ${detail}` };
    return { error: { root_cause: [cause], ...cause }, status: kind.status };
  }
  const more = diagnostics.length > 0 ? { diagnostics } : {};
  if (form === 'elastic') return { message: `${kind.title}: ${detail}`, status_code: kind.status, ...more };
  const { status, title } = kind;
  return { type: `urn:tripline:problem:${code}`, title, status, code, detail, ...more, requestId };
}
