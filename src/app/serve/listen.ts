import type { FastifyInstance } from 'fastify';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

const MOST_TRIED = 20;

/**
 * `HOST:PORT`, `[::1]:4180`, `:4180` or `4180`; undefined: it is none of these. Without a host it is this machine
 * alone that is listened to.
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([^:\s]*)):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return undefined;
  return { host: match[1] ?? (match[2] || '127.0.0.1'), port };
}

/** Whether only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Listens, and gives the port. Where it is taken and `mayMove`, the next free one is used.
 * @throws the system's error
 */
export async function listen(
  server: FastifyInstance,
  { host, port }: ListenAddress,
  { mayMove }: { readonly mayMove: boolean },
): Promise<number> {
  for (let tried = 0; ; tried++) {
    try {
      await server.listen({ host, port: port === 0 ? 0 : port + tried });
      const address = server.server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || !mayMove || tried + 1 >= MOST_TRIED || port + tried + 1 > 65_535) throw error;
    }
  }
}
