/** The process of an event and the one that started it, for every source. */
import { splitCommandLine } from './command-line.ts';
import type { EcsDraft } from './ecs-draft.ts';
import { fileName } from './path-fields.ts';

export type ProcessPath = 'process' | 'process.parent';

/** Paths are written once and not put together for every event: they are looked up by what they are. */
interface ProcessPaths {
  readonly entityId: string;
  readonly pid: string;
  readonly executable: string;
  readonly name: string;
  readonly commandLine: string;
  readonly args: string;
  readonly argsCount: string;
}

const PATHS: { readonly [Path in ProcessPath]: ProcessPaths } = {
  process: pathsIn('process'),
  'process.parent': pathsIn('process.parent'),
};

function pathsIn(path: ProcessPath): ProcessPaths {
  return {
    entityId: `${path}.entity_id`,
    pid: `${path}.pid`,
    executable: `${path}.executable`,
    name: `${path}.name`,
    commandLine: `${path}.command_line`,
    args: `${path}.args`,
    argsCount: `${path}.args_count`,
  };
}

export function setProcessIds(
  draft: EcsDraft,
  path: ProcessPath,
  entityId: string | undefined,
  pid: number | undefined,
): void {
  draft.set(PATHS[path].entityId, entityId);
  draft.set(PATHS[path].pid, pid);
}

export function setExecutable(draft: EcsDraft, path: ProcessPath, executable: string | undefined): void {
  if (executable === undefined) return;
  draft.set(PATHS[path].executable, executable);
  draft.set(PATHS[path].name, fileName(executable));
}

export function setCommandLine(draft: EcsDraft, path: ProcessPath, commandLine: string | undefined): void {
  if (commandLine === undefined) return;
  const args = splitCommandLine(commandLine);
  draft.set(PATHS[path].commandLine, commandLine);
  draft.set(PATHS[path].args, args);
  draft.set(PATHS[path].argsCount, args.length);
}
