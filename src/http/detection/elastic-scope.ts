/**
 * What the routes of Elastic's API have in common: its form of errors, `{message, status_code}`, and the prefix of the
 * one space there is. A client that names a space (`/s/default/api/…`) is answered as one that does not.
 */
import multipart from '@fastify/multipart';
import type {} from '@fastify/swagger';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { By, Refused } from '../../detect/rule-book.ts';
import { type Diagnostic, isError } from '../../source/diagnostic.ts';
import { type DiagnosticJson, diagnosticJson } from '../../source/render-json.ts';
import type { HttpParts } from '../parts.ts';

/** Thrown by a route: the answer is this error. */
export class ElasticError extends Error {
  override readonly name = 'ElasticError';
  readonly status: number;
  /** What the answer holds besides. */
  readonly more: { readonly [key: string]: unknown };

  constructor(status: number, message: string, more: { readonly [key: string]: unknown } = {}) {
    super(message);
    this.status = status;
    this.more = more;
  }
}

/** Files of an import: rules of a whole repository with room to spare. */
export const LARGEST_UPLOAD_BYTES: number = 64 * 2 ** 20;

/** Registers routes that speak as Elastic's do, also below the prefix of the default space. */
export function elasticScope(server: FastifyInstance, routes: (scope: FastifyInstance) => void): void {
  for (const prefix of ['', '/s/default'])
    server.register(
      async scope => {
        if (!scope.hasContentTypeParser('multipart/form-data'))
          await scope.register(multipart, {
            limits: { fileSize: LARGEST_UPLOAD_BYTES, files: 1, fields: 20, fieldSize: 10_000, parts: 21 },
          });
        scope.setErrorHandler(answerError);
        // The second set of paths would only double the description of the API.
        if (prefix !== '') scope.addHook('onRoute', route => hide(route));
        routes(scope);
      },
      { prefix },
    );
}

function hide(route: { schema?: object }): void {
  route.schema = { ...route.schema, hide: true } as object;
}

/** Every other error is the server's to tell. */
function answerError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const thrown: unknown = error;
  if (!(thrown instanceof ElasticError)) throw error;
  return reply
    .code(thrown.status)
    .send({ message: thrown.message, status_code: thrown.status, ...thrown.more });
}

/** Who asks, and when. */
export function byOf(request: FastifyRequest, { clock }: Pick<HttpParts, 'clock'>): By {
  return { who: request.caller?.name ?? 'unknown', atMs: clock() };
}

/** Why a change of a rule was refused, as an error to answer with. */
export function refusedRule(refused: Refused, asked: string): ElasticError {
  switch (refused.kind) {
    case 'invalid':
      return new ElasticError(400, diagnosticsText(refused.diagnostics), {
        diagnostics: diagnosticsAnswer(refused.diagnostics),
      });
    case 'exists':
      return new ElasticError(409, `rule_id: "${refused.ruleId}" already exists`);
    case 'missing':
      return new ElasticError(404, `${asked} not found`);
    case 'of-file':
      return new ElasticError(
        409,
        `this rule stands in the file ${refused.file}: change it there. By API it can be enabled and disabled, and duplicated`,
      );
    case 'conflict':
      return new ElasticError(409, `${asked} was changed meanwhile: read it again`);
  }
}

/** All errors in one line, each with its place where it has one, and with what to do. */
export function diagnosticsText(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(isError);
  return (errors.length > 0 ? errors : diagnostics)
    .map(diagnostic => {
      const { column, file, help, line, message } = diagnosticJson(diagnostic);
      const place = line === null ? '' : ` (${file ?? 'query'}:${line}:${column})`;
      return `${message}${place}${help === null ? '' : `: ${help}`}`;
    })
    .join('; ');
}

/** For the answer: what is wrong stands before what is merely advised. */
export function diagnosticsAnswer(diagnostics: readonly Diagnostic[]): readonly DiagnosticJson[] {
  const errors = diagnostics.filter(isError);
  return [...errors, ...diagnostics.filter(one => !isError(one))].map(diagnosticJson);
}
