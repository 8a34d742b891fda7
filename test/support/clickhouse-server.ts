/**
 * As much of ClickHouse's HTTP interface as its client speaks, with ClickHouse of this process behind it, so that tests
 * go the way by URL. It holds one folder, like everything that opens ClickHouse in a process: a test of it opens no
 * other.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drainPending } from 'chdb';
import { createChdbConnection } from 'chdb/connection';

export interface ClickHouseTestServer {
  readonly url: string;
  /** While it is down, each connection is cut off. */
  isDown: boolean;
  /** If set, what inserts are answered with. */
  insertError: { readonly code: number; readonly text: string } | undefined;
  close(): Promise<void>;
}

/** A query that brings its rows in a form that is no text. */
const BINARY_INSERT = /^(INSERT INTO .+?) FROM input\(('.*')\) FORMAT RowBinary\s*$/s;

export async function startClickHouseServer(): Promise<ClickHouseTestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'clickhouse-server-'));
  const connection = createChdbConnection({ path: join(folder, 'data') });
  let bodies = 0;
  const state: ClickHouseTestServer = { url: '', isDown: false, insertError: undefined, close };

  const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    if (state.isDown) {
      request.socket.destroy();
      return;
    }
    answer(request, response).catch((error: unknown) => sendError(response, error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
    if (pathname === '/ping') {
      response.end('Ok.\n');
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const inUrl = searchParams.get('query');
    const query = inUrl ?? body.toString();
    if (state.insertError !== undefined && query.startsWith('INSERT')) {
      const { code, text } = state.insertError;
      throw Object.assign(new Error(text), { clickhouseCode: code });
    }
    const bytes = await run(query, inUrl === null ? undefined : body, searchParams);
    response.setHeader('X-ClickHouse-Summary', '{"read_rows":"0"}');
    response.end(bytes);
  }

  async function run(query: string, body: Buffer | undefined, asked: URLSearchParams): Promise<Uint8Array> {
    const binary = body === undefined ? null : BINARY_INSERT.exec(query);
    if (body !== undefined && binary !== null) {
      const file = join(folder, `body-${++bodies}`);
      await writeFile(file, body);
      await connection.chdb.queryAsync(`${binary[1]} FROM file('${file}', 'RowBinary', ${binary[2]})`);
      await rm(file);
      return new Uint8Array();
    }
    const params: Record<string, string> = {};
    for (const [name, value] of asked) if (name.startsWith('param_')) params[name.slice(6)] = value;
    const text = body === undefined ? query : `${query}\n${body.toString()}`;
    const { stream } = await connection.exec({
      query: text,
      ...(Object.keys(params).length === 0 ? {} : { query_params: params }),
    });
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  function sendError(response: ServerResponse, error: unknown): void {
    const code =
      error instanceof Error && 'clickhouseCode' in error
        ? error.clickhouseCode
        : error instanceof Error && 'code' in error
          ? error.code
          : 0;
    const text = error instanceof Error ? error.message : String(error);
    response.statusCode = 500;
    response.setHeader('X-ClickHouse-Exception-Code', String(code));
    response.end(`Code: ${String(code)}. DB::Exception: ${text} (ERROR) (version 26.7)\n`);
  }

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await connection.close();
    await drainPending();
    await rm(folder, { recursive: true, force: true });
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
