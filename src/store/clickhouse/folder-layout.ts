import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreUnavailable } from '../event-store.ts';
import { SCHEMA_VERSION } from './migrations.ts';

const FILE = 'layout.json';

/**
 * Opening ClickHouse writes into its folder, so what lies there is told from a file beside it.
 * @throws StoreUnavailable where a newer version made the folder; nothing was touched then
 */
export async function checkLayout(folder: string): Promise<void> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const there = versionIn(text);
  if (there === undefined)
    throw new StoreUnavailable(
      `${join(folder, FILE)} does not say which version made this folder (expected {"version": N}): restore that file`,
    );
  if (there > SCHEMA_VERSION)
    throw new StoreUnavailable(
      `the folder ${folder} is of version ${there}, and this program knows versions up to ${SCHEMA_VERSION}: ` +
        'run the newer program that made it, or choose another folder; nothing was changed',
    );
}

export async function writeLayout(folder: string): Promise<void> {
  const path = join(folder, FILE);
  const old = await readFile(path, 'utf8').catch(() => '');
  if (versionIn(old) === SCHEMA_VERSION) return;
  const file = await open(`${path}.new`, 'w');
  await file.writeFile(`${JSON.stringify({ version: SCHEMA_VERSION })}\n`);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
}

function versionIn(text: string): number | undefined {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'number' ? version : undefined;
  } catch {
    return undefined;
  }
}
