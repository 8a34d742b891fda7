/**
 * One process has a folder. The lock is a file that says which: a process of this machine can be asked for, and of
 * one elsewhere (a container that shares the folder) it shows that it lives by writing the file anew.
 */
import { type FileHandle, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { StoreUnavailable } from '../event-store.ts';

export interface FolderLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** Tells this boot of this machine, or container, from others. */
  readonly machine: string;
  /** Tells it from a later process of the same number; empty where the system does not say. */
  readonly started: string;
}

const FILE = 'tripline.lock';
const BEAT_MS = 2_000;

/** @throws StoreUnavailable while another process has it */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, FILE);
  const text = JSON.stringify(await holderOf(process.pid));
  for (let attempt = 0; attempt < 3; attempt++) {
    const file = await create(path);
    if (file !== undefined) return await hold(file, path, text);
    await removeIfLeft(path, folder);
  }
  throw inUse(folder, undefined);
}

/** Who has the folder now; undefined: nobody. Nothing is changed. */
export async function folderHolder(folder: string): Promise<string | undefined> {
  const path = join(folder, FILE);
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === undefined) return undefined;
  const holder = parseHolder(found);
  const isHeld = holder === undefined ? await isBeating(path) : await isAlive(holder, path);
  return isHeld ? nameOf(holder) : undefined;
}

async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx');
  } catch (error) {
    if (isCode(error, 'EEXIST')) return undefined;
    throw error;
  }
}

async function hold(file: FileHandle, path: string, text: string): Promise<FolderLock> {
  await file.write(text, 0);
  let beating: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    // A beat that fails (a full disk) leaves the lock older than it is: only a process elsewhere could take it.
    beating = file.write(text, 0).catch(() => undefined);
  }, BEAT_MS);
  timer.unref();
  let isReleased = false;
  return {
    release: async () => {
      if (isReleased) return;
      isReleased = true;
      clearInterval(timer);
      await beating;
      await file.close();
      await unlink(path).catch(() => undefined);
    },
  };
}

/** Takes away the lock of a process that is gone. */
async function removeIfLeft(path: string, folder: string): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === undefined) return;
  const holder = parseHolder(found);
  if (holder === undefined ? await isBeating(path) : await isAlive(holder, path)) throw inUse(folder, holder);
  // Two processes may come here at once: only the lock that was looked at is taken away.
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== found) {
    await rename(aside, path);
    throw inUse(folder, undefined);
  }
  await unlink(aside);
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  const now = await holderOf(holder.pid);
  if (holder.machine !== now.machine) return await isBeating(path);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
  }
  return holder.started === now.started;
}

async function isBeating(path: string): Promise<boolean> {
  const before = await stat(path);
  await wait(3 * BEAT_MS);
  const after = await stat(path).catch(() => undefined);
  return after !== undefined && after.mtimeMs !== before.mtimeMs;
}

async function holderOf(pid: number): Promise<Holder> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may have blanks; the start is the twentieth value behind it.
  const started = status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return { pid, machine: `${hostname()} ${boot.trim()}`, started };
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, machine, started } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof machine !== 'string' || typeof started !== 'string')
      return undefined;
    return { pid, machine, started };
  } catch {
    return undefined;
  }
}

function inUse(folder: string, holder: Holder | undefined): StoreUnavailable {
  return new StoreUnavailable(
    `the folder ${folder} is in use by ${nameOf(holder)}: stop that one, or give this one a folder of its own`,
  );
}

function nameOf(holder: Holder | undefined): string {
  return holder === undefined
    ? 'another process'
    : `process ${holder.pid} on ${holder.machine.split(' ')[0]}`;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
