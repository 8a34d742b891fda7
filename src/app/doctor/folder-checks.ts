/** The data folder, looked at without opening what lies in it. */
import { mkdtemp, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkLayout } from '../../store/clickhouse/folder-layout.ts';
import { folderHolder } from '../../store/clickhouse/folder-lock.ts';
import { reasonOf } from '../find-files.ts';
import { type Finding, gigabytes, ok, trouble, unknown } from './finding.ts';

const FOLDER = 'data folder';
const DISK = 'disk';
const IN_USE = 'in use';
/** A ClickHouse that merges needs room for what it merges. */
const LEAST_FREE_BYTES = 5e9;
const LEAST_FREE_SHARE = 0.05;

/** @param isServed a server is known to run, so that somebody has the folder */
export async function checkFolder(folder: string, isServed: boolean): Promise<readonly Finding[]> {
  const nearest = await nearestFolder(resolve(folder));
  if (nearest.path === undefined) return [trouble(FOLDER, nearest.why, 'name a folder with --data')];
  const written = await checkWritable(folder, nearest.path);
  const disk = await checkDisk(nearest.path);
  if (nearest.path !== resolve(folder)) return [written, disk];
  return [written, disk, await checkHolder(folder, isServed)];
}

export function judgeDisk(freeBytes: number, allBytes: number): Finding {
  const share = allBytes === 0 ? 1 : freeBytes / allBytes;
  const says = `${gigabytes(freeBytes)} free of ${gigabytes(allBytes)}`;
  if (freeBytes >= LEAST_FREE_BYTES && share >= LEAST_FREE_SHARE) return ok(DISK, says);
  return trouble(DISK, says, 'make room, or lower --keep or --keep-gigabytes: a full disk takes no events');
}

/** It, or what it would be made in. */
async function nearestFolder(
  path: string,
): Promise<{ readonly path: string } | { readonly path: undefined; readonly why: string }> {
  for (let at = path; ; at = dirname(at)) {
    try {
      if ((await stat(at)).isDirectory()) return { path: at };
      return { path: undefined, why: `${at} is a file` };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      const isAbsent = code === 'ENOENT' || code === 'ENOTDIR';
      if (!isAbsent || at === dirname(at)) return { path: undefined, why: `${at}: ${reasonOf(error)}` };
    }
  }
}

/** By writing there: permissions alone say little of mounts that only read, and of the user root. */
async function checkWritable(folder: string, nearest: string): Promise<Finding> {
  try {
    await rmdir(await mkdtemp(join(nearest, '.tripline-doctor-')));
  } catch (error) {
    return trouble(
      FOLDER,
      `${nearest} cannot be written to (${reasonOf(error)})`,
      'give the user of the server the right to write there, or name another folder with --data',
    );
  }
  if (nearest !== resolve(folder)) return ok(FOLDER, `${folder} is not there yet, and can be made`);
  try {
    await checkLayout(folder);
  } catch (error) {
    return trouble(FOLDER, reasonOf(error), 'start the version of Tripline that made it');
  }
  return ok(FOLDER, `${folder} can be written to`);
}

async function checkDisk(folder: string): Promise<Finding> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return judgeDisk(bavail * bsize, blocks * bsize);
  } catch (error) {
    return unknown(DISK, `its free room is not known (${reasonOf(error)})`, 'look by `df`');
  }
}

async function checkHolder(folder: string, isServed: boolean): Promise<Finding> {
  const holder = await folderHolder(folder);
  if (holder === undefined) return ok(IN_USE, `no process has ${folder}`);
  if (isServed) return ok(IN_USE, `${holder} has ${folder}`);
  return trouble(
    IN_USE,
    `${holder} has ${folder}`,
    'if that is the running server, look at it with --url; else stop it before you start another one',
  );
}
