/** What Sysmon says about files, pipes, drivers and the registry. Each takes what it maps from the data. */
import type { EcsDraft } from './ecs-draft.ts';
import type { EventData } from './event-data.ts';
import { setFilePath } from './path-fields.ts';

export function targetFile(data: EventData, draft: EcsDraft): void {
  setFilePath(draft, data.take('TargetFilename'));
}

/** The disk or volume that was read past the file system. */
export function device(data: EventData, draft: EcsDraft): void {
  setFilePath(draft, data.take('Device'));
}

/** A pipe has a name and no path. */
export function pipe(data: EventData, draft: EcsDraft): void {
  draft.set('file.name', data.take('PipeName'));
}

/**
 * A driver or a library that was loaded. `signed` is never set: Elastic's pipeline wants a boolean there, and
 * Sysmon writes a text.
 */
export function loadedImage(data: EventData, draft: EcsDraft): void {
  setFilePath(draft, data.take('ImageLoaded'));
  draft.set('file.code_signature.subject_name', data.copy('Signature'));
  const status = data.copy('SignatureStatus');
  draft.set('file.code_signature.status', status);
  if (status === 'Valid') draft.set('file.code_signature.valid', true);
}

/** What Sysmon did with a file that was deleted. */
export function deletedFile(data: EventData, draft: EcsDraft): void {
  targetFile(data, draft);
  draft.set('sysmon.file.archived', takeFlag(data, 'Archived'));
  draft.set('sysmon.file.is_executable', takeFlag(data, 'IsExecutable'));
}

/** Windows writes `true`; some programs that render events write `True`, which Elastic's pipeline misses. */
export function takeFlag(data: EventData, name: string): boolean | undefined {
  const lower = data.take(name)?.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

const HIVES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    HKEY_CLASSES_ROOT: 'HKCR',
    HKEY_CURRENT_CONFIG: 'HKCC',
    HKEY_CURRENT_USER: 'HKCU',
    HKEY_DYN_DATA: 'HKDD',
    HKEY_LOCAL_MACHINE: 'HKLM',
    HKEY_PERFORMANCE_DATA: 'HKPD',
    HKEY_USERS: 'HKU',
  }).flatMap(([long, short]) => [
    [long, short],
    [short, short],
  ]),
);

/**
 * The registry key or value. ECS wants the key without the value; the pipelines leave the value in, and rules
 * count on it. A path under no known hive (`\REGISTRY\A\…`) has neither hive nor key.
 */
export function registry(data: EventData, draft: EcsDraft): void {
  const path = data.take('TargetObject');
  if (path === undefined) return;
  draft.set('registry.path', path);
  const slash = path.indexOf('\\');
  const hive = HIVES.get(slash < 0 ? path : path.slice(0, slash));
  draft.set('registry.hive', hive);
  if (hive !== undefined && slash >= 0) draft.set('registry.key', path.slice(slash + 1));
  draft.set('registry.value', path.slice(path.lastIndexOf('\\') + 1));
  setRegistryData(draft, data.take('Details'));
}

const NUMBER_DETAILS = /^([DQ]WORD) \((?:0x([0-9a-f]{8})-)?0x([0-9a-f]{8})\)$/i;

/**
 * `DWORD (0x00000004)` and `QWORD (0x00000001-0x00000000)` become decimal numbers, of the types `SZ_DWORD` and
 * `SZ_QWORD`, which do not exist and are what the pipelines write. Elastic's adds the halves of a QWORD with the
 * wrong weight; ours is the number that stands in the registry.
 */
function setRegistryData(draft: EcsDraft, details: string | undefined): void {
  if (details === undefined) return;
  const number = NUMBER_DETAILS.exec(details);
  if (number !== null) {
    const [, kind = '', high = '0', low = '0'] = number;
    draft.set('registry.data.type', `SZ_${kind.toUpperCase()}`);
    draft.set('registry.data.strings', [BigInt(`0x${high}${low}`).toString()]);
    return;
  }
  draft.set('registry.data.type', details === 'Binary Data' ? 'REG_BINARY' : 'REG_SZ');
  draft.set('registry.data.strings', [details]);
}
