import type { FastifyRequest } from 'fastify';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Where lines go. */
  readonly stream: { write(line: string): void };
}

/** Secrets come in headers and in the links of a sign-in: neither reaches the log. */
export const LOG_REDACTION: { paths: string[]; censor: string } = {
  paths: [
    'authorization',
    'cookie',
    '*.authorization',
    '*.cookie',
    '*.headers.authorization',
    '*.headers.cookie',
  ],
  censor: '[secret]',
};

/** A request without the query, which may hold a token. */
export function logRequest({ ip, method, url }: FastifyRequest): { readonly [key: string]: unknown } {
  return { method, path: url.split('?', 1)[0], address: ip };
}
