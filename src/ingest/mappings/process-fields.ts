/** The process of an event and the one that started it, for every source. */
import { splitCommandLine } from './command-line.ts';
import type { EcsDraft } from './ecs-draft.ts';
import { fileName } from './path-fields.ts';

export type ProcessPath = 'process' | 'process.parent';

export function setExecutable(draft: EcsDraft, path: ProcessPath, executable: string | undefined): void {
  if (executable === undefined) return;
  draft.set(`${path}.executable`, executable);
  draft.set(`${path}.name`, fileName(executable));
}

export function setCommandLine(draft: EcsDraft, path: ProcessPath, commandLine: string | undefined): void {
  if (commandLine === undefined) return;
  const args = splitCommandLine(commandLine);
  draft.set(`${path}.command_line`, commandLine);
  draft.set(`${path}.args`, args);
  draft.set(`${path}.args_count`, args.length);
}
