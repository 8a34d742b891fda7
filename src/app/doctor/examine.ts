/**
 * `tripline doctor`: the likely troubles of a server, one finding each, with what to do. It changes nothing and opens
 * no store, so it may run beside a server.
 */
import { reasonOf } from '../find-files.ts';
import type { ListenAddress } from '../serve/listen.ts';
import { askServer, ServerNotAsked, type ServerToAsk } from './ask-server.ts';
import { type Finding, ok, unknown } from './finding.ts';
import { checkFolder } from './folder-checks.ts';
import { checkAddress, checkChdb, checkNode } from './machine-checks.ts';
import { judgeServer } from './server-checks.ts';

export interface Examined {
  readonly nodeVersion: string;
  /** As in the `engines` of the package. */
  readonly nodeNeeded: string;
  /** Undefined: nothing of this machine but its Node.js is looked at. */
  readonly folder: string | undefined;
  /** Where a server would listen; looked at where there is none to ask. */
  readonly address: ListenAddress;
  /** Undefined: no server is asked. */
  readonly server: ServerToAsk | undefined;
  readonly clock: () => number;
  readonly loadChdb: () => Promise<unknown>;
}

export async function* examine(examined: Examined): AsyncGenerator<Finding> {
  const { address, clock, folder, loadChdb, nodeNeeded, nodeVersion, server } = examined;
  yield checkNode(nodeVersion, nodeNeeded);
  if (folder !== undefined) {
    yield await checkChdb(loadChdb);
    yield* await checkFolder(folder, server !== undefined);
  }
  if (server === undefined) {
    yield await checkAddress(address);
    return;
  }
  try {
    const asked = await askServer(server, clock);
    yield ok('server', `Tripline ${asked.status.version}, up since ${asked.status.startedAt}`);
    yield* judgeServer(asked);
  } catch (error) {
    const remedy = error instanceof ServerNotAsked ? error.remedy : 'is it of the version of this program?';
    yield unknown('server', reasonOf(error), remedy);
  }
}
