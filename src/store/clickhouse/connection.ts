/**
 * The one way to ClickHouse: inside this process through `chdb`, with its files in a folder, or a server by URL. Both
 * are the same client with the same SQL.
 *
 *     <folder>/tripline.lock   which process has it
 *     <folder>/layout.json     the version of what lies there, read before anything is touched
 *     <folder>/clickhouse/     ClickHouse's own files (embedded only)
 *
 * A client answers one query after the other where ClickHouse runs in this process, so whoever must not wait for
 * somebody else's query has a client of its own.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { StoreUnavailable } from '../event-store.ts';
import { checkLayout, writeLayout } from './folder-layout.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { migrate } from './migrate.ts';
import { asStoreError } from './store-errors.ts';

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

export interface ClickHouseTarget {
  /** Where this process keeps what it must not lose; made where it is not there. */
  readonly folder: string;
  /** Undefined: ClickHouse runs in this process, in the folder. */
  readonly server?: ClickHouseServer;
}

export interface ClickHouseServer {
  /** `http://host:8123` */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** `tripline` by default. */
  readonly database?: string;
  /** 30,000 by default. */
  readonly timeoutMs?: number;
}

export interface ClickHouse {
  readonly kind: 'embedded' | 'server';
  readonly folder: string;
  /** To be written before each table: `${database}.events`. */
  readonly database: string;
  /** Closed with the connection. */
  newClient(): ClickHouseClient;
  close(): Promise<void>;
}

/**
 * Opens it and brings its tables to this version.
 * @throws StoreUnavailable where the server does not answer, the folder is in use, `chdb` is not installed, or what is
 *   there was made by a newer version, which is left as it is
 */
export async function openClickHouse(target: ClickHouseTarget): Promise<ClickHouse> {
  const { folder, server } = target;
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(folder);
  try {
    await checkLayout(folder);
    const newClient =
      server === undefined ? await embeddedClients(join(folder, 'clickhouse')) : () => serverClient(server);
    const database = server?.database ?? 'tripline';
    if (!/^[A-Za-z_]\w*$/.test(database))
      throw new StoreUnavailable(
        `the database name ${JSON.stringify(database)} is no plain name: use letters, digits and _`,
      );
    const kind = server === undefined ? 'embedded' : 'server';
    const connection = new OpenClickHouse({ kind, folder, database, newClient, lock });
    try {
      await migrate(connection);
      await writeLayout(folder);
    } catch (error) {
      await connection.close();
      throw asStoreError(error);
    }
    return connection;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

class OpenClickHouse implements ClickHouse {
  readonly kind: 'embedded' | 'server';
  readonly folder: string;
  readonly database: string;
  private readonly open: () => ClickHouseClient;
  private readonly lock: FolderLock;
  private readonly clients: ClickHouseClient[] = [];

  constructor(parts: {
    readonly kind: 'embedded' | 'server';
    readonly folder: string;
    readonly database: string;
    readonly newClient: () => ClickHouseClient;
    readonly lock: FolderLock;
  }) {
    this.kind = parts.kind;
    this.folder = parts.folder;
    this.database = parts.database;
    this.open = parts.newClient;
    this.lock = parts.lock;
  }

  newClient(): ClickHouseClient {
    const client = this.open();
    this.clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.clients.splice(0)) await client.close();
    if (this.kind === 'embedded') await drainEmbedded();
    await this.lock.release();
  }
}

/** ClickHouse in this process can be open in one folder at a time, but often in that one. */
async function embeddedClients(path: string): Promise<() => ClickHouseClient> {
  const { createChdbConnection } = await loadChdb();
  // chdb declares the interface of its own copy of the client's package, which is the same one.
  return () => createClient({ connection: createChdbConnection({ path }) as unknown as Connection });
}

async function loadChdb(): Promise<typeof import('chdb/connection')> {
  try {
    return await import('chdb/connection');
  } catch (error) {
    throw new StoreUnavailable(
      'ClickHouse inside this process needs the package `chdb`, which could not be loaded ' +
        `(${error instanceof Error ? error.message.split('\n')[0] : String(error)}): install it beside tripline ` +
        'with `npm install chdb` (Linux and macOS), or name a ClickHouse server by URL',
      { cause: error },
    );
  }
}

/** Queries that were given up still run; a folder is free only after them. */
async function drainEmbedded(): Promise<void> {
  const { drainPending } = await import('chdb');
  await drainPending();
}

function serverClient(server: ClickHouseServer): ClickHouseClient {
  return createClient({
    url: server.url,
    ...(server.username === undefined ? {} : { username: server.username }),
    ...(server.password === undefined ? {} : { password: server.password }),
    request_timeout: server.timeoutMs ?? 30_000,
    max_open_connections: 4,
    application: 'tripline',
    log: { level: 127 },
  });
}
