/** Everything ingest has to tell, in one place: what was left out, where, and what to do about it. */
import type { EvtxProblem } from '../evtx/index.ts';
import type { DiagnosticCode } from '../source/codes/index.ts';
import type { Diagnostic, Severity } from '../source/diagnostic.ts';
import type { InputFailure } from './event-input.ts';
import type { EventPosition } from './ingested-event.ts';
import type { UnreadFormat } from './input-format.ts';

type IngCode = Extract<DiagnosticCode, `ING${string}`>;

/** What the records of a format are called. */
export type RecordNoun = 'line' | 'record';

const EXCERPT_CHARACTERS = 60;

export function unreadable(input: string, failure: InputFailure, someWereRead: boolean): Diagnostic {
  const rest = someWereRead ? 'the rest of ' : '';
  if (failure.stage === 'limit') {
    return aboutInput('ING007', 'error', input, {
      message: `${rest}\`${input}\` is not read: ${failure.message}`,
      notes: ['files that unpack to so much are made to exhaust the programs that read them'],
      help: 'if it is what it should be, unpack it and name the files',
    });
  }
  if (failure.stage !== 'read') {
    return aboutInput('ING003', 'error', input, {
      message: `${rest}\`${input}\` cannot be unpacked: its ${failure.stage} data are damaged or cut off`,
      notes: [failure.message],
      help: 'copy the file again; what could be unpacked has been read',
    });
  }
  return aboutInput('ING001', 'error', input, {
    message: `${rest}\`${input}\` cannot be read: ${reasonOf(failure)}`,
    ...READ_HELP[failure.failureCode],
  });
}

const READ_REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, expected a file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EMFILE: 'too many files are open',
};

const READ_HELP: { readonly [code: string]: { readonly help: string } } = {
  ENOENT: { help: 'check the path' },
  EISDIR: { help: 'name the files in it' },
  EACCES: { help: 'check the permissions of the file' },
  EPERM: { help: 'check the permissions of the file' },
};

function reasonOf(failure: InputFailure): string {
  return READ_REASONS[failure.failureCode] ?? failure.message;
}

const CONVERT: { readonly [Name in UnreadFormat]: string } = {
  xz: 'unpack it into the command: `xz --decompress --stdout FILE | tripline scan - …`',
  bzip2: 'unpack it into the command: `bzip2 --decompress --stdout FILE | tripline scan - …`',
  lz4: 'unpack it into the command: `lz4 --decompress --stdout FILE | tripline scan - …`',
  '7z': 'unpack it first: `7z x FILE`',
  rar: 'unpack it first: `unrar x FILE`',
};

export function formatOfLaterVersion(input: string, name: UnreadFormat): Diagnostic {
  return aboutInput('ING002', 'error', input, {
    message: `\`${input}\` is ${name} data, which this version does not read`,
    notes: ['containers that are read: gzip, zstd, zip, tar'],
    help: CONVERT[name],
  });
}

export function sealedMember(member: string, reason: string): Diagnostic {
  return aboutInput('ING006', 'error', member, {
    message: `\`${member}\` cannot be opened: ${reason}`,
    help: 'unpack the archive with the program that made it, and name the files',
  });
}

export function damagedArchive(archive: string, detail: string, offset: number): Diagnostic {
  return aboutInput('ING008', 'error', archive, {
    message: `\`${archive}\` is damaged: ${detail}`,
    notes: [`at byte ${offset} of the archive`, 'members may be missing; all that were found have been read'],
    help: 'copy the file again',
  });
}

export function notText(input: string): Diagnostic {
  return aboutInput('ING004', 'error', input, {
    message: `\`${input}\` holds binary data, expected events in a form that is known`,
    help: 'name files of events; of a text without byte order mark, UTF-8 is read',
  });
}

export function packedTooOften(input: string): Diagnostic {
  return aboutInput('ING003', 'error', input, {
    message: `\`${input}\` is packed inside packed data again and again`,
    help: 'unpack it first',
  });
}

export function noEvents(input: string): Diagnostic {
  return aboutInput('ING005', 'hint', input, { message: `\`${input}\` holds no events` });
}

export function truncated(position: EventPosition, noun: RecordNoun, bytes: Uint8Array): Diagnostic {
  return aboutRecord('ING010', position, {
    message: `${noun} ${position.record} breaks off: the input ends inside it`,
    notes: beginning(bytes),
    help: 'the writer was stopped or is still writing: read the file again when it is complete',
  });
}

export function actionWithoutDocument(position: EventPosition): Diagnostic {
  return aboutRecord('ING010', position, {
    message: `the action on line ${position.record} has no document: expected it on the line behind`,
    help: 'the writer of the bulk request was stopped, or a line was lost: send the body again',
  });
}

export function notUtf8(position: EventPosition, noun: RecordNoun): Diagnostic {
  return aboutRecord('ING011', position, {
    message: `${noun} ${position.record} is not UTF-8 text`,
    help: 'have the events written as UTF-8, or as UTF-16 with a byte order mark',
  });
}

export function tooLong(
  position: EventPosition,
  noun: RecordNoun,
  lengthBytes: number,
  limitBytes: number,
): Diagnostic {
  return aboutRecord('ING012', position, {
    message: `${noun} ${position.record} is too long: ${lengthBytes} bytes, at most ${limitBytes} are read`,
    notes: ['an event is seldom longer than some thousand bytes; a line this long often holds a whole file'],
    help: 'write one event a line, or a JSON array of events',
  });
}

export function notJson(position: EventPosition, noun: RecordNoun, bytes: Uint8Array): Diagnostic {
  return aboutRecord('ING013', position, {
    message: `${noun} ${position.record} is not JSON`,
    notes: beginning(bytes),
    help: 'each line holds one JSON document; a document over several lines starts with `{` on a line of its own',
  });
}

export function notAnEvent(position: EventPosition, noun: RecordNoun, found: string): Diagnostic {
  return aboutRecord('ING014', position, {
    message: `${noun} ${position.record} is no event: expected a JSON object, found ${found}`,
  });
}

export function tooDeep(position: EventPosition, noun: RecordNoun, limit: number): Diagnostic {
  return aboutRecord('ING015', position, {
    message: `${noun} ${position.record} is no event: it is nested more than ${limit} levels deep`,
  });
}

export function badXml(position: EventPosition, problem: string, bytes: Uint8Array | undefined): Diagnostic {
  return aboutRecord('ING016', position, {
    message: `record ${position.record} is not well-formed event XML: ${problem}`,
    notes: bytes === undefined ? [] : beginning(bytes),
    help: 'the reading goes on at the next `<Event`',
  });
}

export function damagedRecords(position: EventPosition, problem: EvtxProblem): Diagnostic {
  const { detail, offset, recordsLost, recordId } = problem;
  const subject = recordId === undefined ? lostText(recordsLost) : `record ${recordId} cannot be read`;
  return aboutRecord('ING020', position, {
    message: `${subject}: ${detail}`,
    notes: [`at byte ${offset} of the event log`],
    help: 'copy the log again, on Windows with `wevtutil export-log`; the records around it have been read',
  });
}

export function damagedLog(input: string, { detail, offset }: EvtxProblem): Diagnostic {
  return aboutInput('ING021', 'hint', input, {
    message: `\`${input}\` is damaged, was edited, or was copied while it was written to: ${detail}`,
    notes: [`at byte ${offset} of the event log`, 'no record is missing because of it'],
  });
}

function lostText(recordsLost: number | undefined): string {
  if (recordsLost === undefined) return 'records may be missing';
  return recordsLost === 1 ? '1 record is missing' : `${recordsLost} records are missing`;
}

function beginning(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes.subarray(0, EXCERPT_CHARACTERS * 4)).toString('utf8');
  const excerpt = [...text].slice(0, EXCERPT_CHARACTERS).join('').replaceAll(/\s+/g, ' ').trim();
  return excerpt === '' ? [] : [`it begins with \`${excerpt}\``];
}

interface Wording {
  readonly message: string;
  readonly notes?: readonly string[];
  readonly help?: string;
}

function aboutInput(code: IngCode, severity: Severity, file: string, wording: Wording): Diagnostic {
  return { code, severity, labels: [], file, ...wording, notes: wording.notes ?? [] };
}

/** A record is named in the message, as only its input has a name: the text of it may be gone. */
function aboutRecord(code: IngCode, position: EventPosition, wording: Wording): Diagnostic {
  return aboutInput(code, 'warning', position.input, wording);
}
