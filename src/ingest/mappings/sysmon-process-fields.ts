/** What Sysmon says about processes, their users and their files' hashes. Each takes what it maps. */
import { setMember } from '../defined.ts';
import type { EcsDraft } from './ecs-draft.ts';
import type { EventData } from './event-data.ts';
import { setCommandLine, setExecutable, setProcessIds } from './process-fields.ts';

/** The process that the event is about. */
export function actingProcess(data: EventData, draft: EcsDraft): void {
  setProcessIds(draft, 'process', data.take('ProcessGuid'), data.takeNumber('ProcessId'));
  setExecutable(draft, 'process', data.take('Image'));
}

/** The process that did something to another one; the other stays in the data, under `Target*`. */
export function sourceProcess(data: EventData, draft: EcsDraft): void {
  draft.set('process.entity_id', data.take('SourceProcessGuid') ?? data.take('SourceProcessGUID'));
  draft.set('process.pid', data.takeNumber('SourceProcessId'));
  draft.set('process.thread.id', data.takeNumber('SourceThreadId'));
  setExecutable(draft, 'process', data.take('SourceImage'));
  // Event 8 spells it in another way than event 10, and rules know only the latter.
  const target = data.take('TargetProcessGuid');
  if (target !== undefined) data.put('TargetProcessGUID', target);
}

/** The process that was started, with its command line and its parent. */
export function startedProcess(data: EventData, draft: EcsDraft): void {
  actingProcess(data, draft);
  setCommandLine(draft, 'process', data.take('CommandLine'));
  draft.set('process.working_directory', data.take('CurrentDirectory'));
  setProcessIds(draft, 'process.parent', data.take('ParentProcessGuid'), data.takeNumber('ParentProcessId'));
  setExecutable(draft, 'process.parent', data.take('ParentImage'));
  setCommandLine(draft, 'process.parent', data.take('ParentCommandLine'));
}

/** The command that a WMI consumer runs, with the quotes and doubled backslashes that it is written with. */
export function wmiConsumer(data: EventData, draft: EcsDraft): void {
  setExecutable(draft, 'process', data.take('Destination'));
}

/** `User` is `DOMAIN\name`; what is not stays in the data. */
export function user(data: EventData, draft: EcsDraft): void {
  const text = data.copy('User');
  const slash = text === undefined ? -1 : text.indexOf('\\');
  if (text === undefined || slash < 0 || text.includes('\\', slash + 1)) return;
  data.take('User');
  const name = text.slice(slash + 1);
  draft.set('user.domain', text.slice(0, slash));
  draft.set('user.name', name);
  draft.add('related.user', name);
}

type FileOwner = 'process' | 'file';

/** The resources of an executable file. Elastic's pipeline copies four, so they are found under both names. */
export function peOf(owner: FileOwner): (data: EventData, draft: EcsDraft) => void {
  const originalFileName = `${owner}.pe.original_file_name`;
  const company = `${owner}.pe.company`;
  const description = `${owner}.pe.description`;
  const fileVersion = `${owner}.pe.file_version`;
  const product = `${owner}.pe.product`;
  return (data, draft) => {
    draft.set(originalFileName, data.take('OriginalFileName'));
    draft.set(company, data.copy('Company'));
    draft.set(description, data.copy('Description'));
    draft.set(fileVersion, data.copy('FileVersion'));
    draft.set(product, data.copy('Product'));
  };
}

/**
 * `MD5=…,SHA256=…,IMPHASH=…`; a hash of zeros says that there was nothing to hash. Whose they are depends on the
 * kind of event; of some kinds the pipelines keep them in `related.hash` alone.
 */
export function hashesOf(owner: FileOwner | undefined): (data: EventData, draft: EcsDraft) => void {
  const imphash = `${owner}.pe.imphash`;
  const hashes = `${owner}.hash`;
  return (data, draft) => {
    const text = data.take('Hashes') ?? data.take('Hash');
    if (text === undefined) return;
    const related: string[] = [];
    let named: { [name: string]: string } | undefined;
    for (const pair of text.toLowerCase().split(',')) {
      const equals = pair.indexOf('=');
      const name = pair.slice(0, Math.max(equals, 0)).trim();
      const hash = pair.slice(equals + 1).trim();
      if (name === '' || !/[^0]/.test(hash)) continue;
      related.push(hash);
      if (owner === undefined) continue;
      // The hash of the imported functions has its own place in ECS.
      if (name === 'imphash') draft.set(imphash, hash);
      else {
        if (named === undefined) {
          named = {};
          draft.set(hashes, named);
        }
        setMember(named, name, hash);
      }
    }
    draft.addAll('related.hash', related);
  };
}
