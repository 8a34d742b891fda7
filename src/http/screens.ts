/**
 * The screens under `/app/`: files that were bundled when Tripline was built, and one page that loads them. Every answer
 * of that page has a policy with a nonce of its own, so that neither scripts nor styles come from anywhere else.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { page, sendPage } from './pages.ts';
import { HttpProblem } from './problems.ts';

export interface Screens {
  /** With `NONCE` and `BASE` where those belong, and its files at `./assets/`. */
  readonly index: string;
  /** By name, as in `assets/index-3f2a.js`; names change with what is inside. */
  readonly files: ReadonlyMap<string, ScreenFile>;
}

export interface ScreenFile {
  readonly bytes: Uint8Array;
  /** The same, by gzip. */
  readonly gzipped: Uint8Array;
  readonly contentType: string;
}

const NOT_BUILT = page(
  'Tripline',
  '<p>The screens were not built: run <code>npm run build</code>, and start the server again.</p>',
);

export function screenRoutes(server: FastifyInstance, screens: Screens | undefined, basePath: string): void {
  const open = { config: { access: 'none' }, schema: { hide: true } } as const;
  server.get('/app', open, async (_request, reply) => reply.redirect(`${basePath}/app/`, 302));

  server.get<{ Params: { name: string } }>('/app/assets/:name', open, async (request, reply) => {
    const file = screens?.files.get(`assets/${request.params.name}`);
    if (file === undefined)
      throw new HttpProblem('not-found', 'these screens have no such file: load the page again');
    const isGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (isGzip) reply.header('content-encoding', 'gzip');
    return reply
      .type(file.contentType)
      .header('vary', 'accept-encoding')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(Buffer.from(isGzip ? file.gzipped : file.bytes));
  });

  // Which page it is, the address says to the script.
  server.get('/app/*', open, async (_request, reply) => {
    if (screens === undefined) return sendPage(reply, NOT_BUILT);
    const nonce = randomBytes(18).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policyWith(nonce))
      .header('cache-control', 'no-store')
      .send(
        screens.index
          .replaceAll('NONCE', nonce)
          .replaceAll('BASE', basePath)
          .replaceAll('"./assets/', `"${basePath}/app/assets/`),
      );
  });
}

function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}
