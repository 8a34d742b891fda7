import type { EcsDraft } from './ecs-draft.ts';

/** What stands after the last backslash; `System`, which is no file, has no name. */
export function fileName(path: string): string | undefined {
  const slash = path.lastIndexOf('\\');
  return slash < 0 ? undefined : path.slice(slash + 1) || undefined;
}

/**
 * `file.*` of a Windows path. The extension is what stands after the last dot of the whole path, even where that
 * is in a folder's name: so do the pipelines that rules are written for.
 */
export function setFilePath(draft: EcsDraft, path: string | undefined): void {
  if (path === undefined) return;
  draft.set('file.path', path);
  const slash = path.lastIndexOf('\\');
  if (slash < 0) return;
  draft.set('file.name', path.slice(slash + 1));
  draft.set('file.directory', path.slice(0, slash));
  const dot = path.lastIndexOf('.');
  if (dot >= 0) draft.set('file.extension', path.slice(dot + 1));
}
