import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands behind a path that the user gave. */
export type FoundPath =
  /** `named`: the user gave this very path, it was not merely met in a folder. */
  | { readonly kind: 'file'; readonly path: string; readonly named: boolean }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string };

/**
 * The files behind the given paths, folders walked in order of name, so that a run is the same on every
 * machine. Inside folders, names that begin with a dot, links to folders (they may lead in a circle) and what
 * is no file (pipes, devices) are passed over. What cannot be read is told, not thrown.
 */
export async function* findFiles(paths: readonly string[]): AsyncGenerator<FoundPath> {
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) yield* findInside(path);
      else yield { kind: 'file', path, named: true };
    } catch (error) {
      yield { kind: 'unreadable', path, reason: reasonOf(error) };
    }
  }
}

async function* findInside(folder: string): AsyncGenerator<FoundPath> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { kind: 'unreadable', path: folder, reason: reasonOf(error) };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* findInside(path);
    else if (entry.isFile() || (await isLinkToFile(entry, path))) yield { kind: 'file', path, named: false };
  }
}

async function isLinkToFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return false;
  return stat(path).then(
    status => status.isFile(),
    () => false,
  );
}

/** Why the operating system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  if (code === 'EEXIST') return 'it is there already, and `--force` is not given';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EMFILE') return 'too many files are open';
  return error instanceof Error ? error.message : String(error);
}
