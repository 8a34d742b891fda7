import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands behind a path that the user gave. */
export type FoundPath =
  | { readonly kind: 'file'; readonly path: string; readonly sizeBytes: number; readonly named: boolean }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string };

/**
 * The files behind the given paths, folders walked in order of name, so that a run is the same on every
 * machine. Names that begin with a dot are passed over inside folders. `named`: the user gave this very path,
 * it was not merely met in a folder. What cannot be read is told, not thrown.
 */
export async function* findFiles(paths: readonly string[]): AsyncGenerator<FoundPath> {
  for (const path of paths) yield* findBehind(path, true);
}

async function* findBehind(path: string, named: boolean): AsyncGenerator<FoundPath> {
  try {
    const status = await stat(path);
    if (!status.isDirectory()) {
      yield { kind: 'file', path, sizeBytes: status.size, named };
      return;
    }
    const names = (await readdir(path)).filter(name => !name.startsWith('.')).sort();
    for (const name of names) yield* findBehind(join(path, name), false);
  } catch (error) {
    yield { kind: 'unreadable', path, reason: reasonOf(error) };
  }
}

/** Why the operating system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EMFILE') return 'too many files are open';
  return error instanceof Error ? error.message : String(error);
}
