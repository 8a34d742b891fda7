/** What is wrong with a request, as our paths tell it: `problem+json`, with our diagnostics where a query is wrong. */
import type { FastifyInstance } from 'fastify';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { diagnosticJson } from '../../source/render-json.ts';

const PROBLEMS = {
  invalid: { status: 400, title: 'the request does not fit' },
  'not-found': { status: 404, title: 'there is no such thing' },
  conflict: { status: 409, title: 'it has changed or is there already' },
  busy: { status: 429, title: 'too much is under way' },
} as const;

/** Thrown by routes: the request ends with it. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';
  readonly code: keyof typeof PROBLEMS;
  readonly diagnostics: readonly Diagnostic[];

  /** @param detail what was found, what was expected and what to do; it is shown to whoever asked */
  constructor(code: keyof typeof PROBLEMS, detail: string, diagnostics: readonly Diagnostic[] = []) {
    super(detail);
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

/** Answers problems of these routes; every other error is the server's to tell. */
export function tellProblems(server: FastifyInstance): void {
  server.setErrorHandler((error, request, reply) => {
    if (!(error instanceof RequestProblem)) throw error;
    const { code, diagnostics, message: detail } = error;
    const { status, title } = PROBLEMS[code];
    if (code === 'busy') reply.header('retry-after', '1');
    return reply
      .status(status)
      .type('application/problem+json')
      .send({
        ...{ type: `urn:tripline:problem:${code}`, title, status, code, detail },
        ...(diagnostics.length > 0 && { diagnostics: diagnostics.map(diagnosticJson) }),
        requestId: request.id,
      });
  });
}
