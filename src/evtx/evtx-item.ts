/** What the file says of itself. */
export interface EvtxHeader {
  readonly kind: 'header';
  /** `3.1` since Windows Vista, `3.2` since Windows 10 2004. */
  readonly version: string;
  /** The log was open when it was copied: counts and checksums may be older than the records. */
  readonly isDirty: boolean;
  readonly isFull: boolean;
  /** As the header has it; a dirty file may hold more. */
  readonly chunkCount: number;
  readonly nextRecordId: number;
}

export interface EvtxRecord<Value> {
  readonly kind: 'record';
  /** The number of the record in its log. */
  readonly id: number;
  /** When it was written to the log, UTC, with the 100 ns that Windows counts in: `2024-05-01T10:00:00.1234567Z`. */
  readonly written: string;
  /** Of the record's first byte, in the file. */
  readonly offset: number;
  /** All bytes of the record. They lie in the memory of its chunk: who keeps them keeps 64 KiB. */
  readonly bytes: Uint8Array;
  readonly value: Value;
}

export type EvtxProblemKind =
  /** The file does not begin with the header of an event log. */
  | 'file-header'
  /** The header was changed after its checksum was made. */
  | 'file-checksum'
  /** No chunk begins where one should; its records were looked for one by one. */
  | 'chunk-header'
  | 'chunk-checksum'
  /** The records of a chunk were changed after their checksum was made. */
  | 'records-checksum'
  /** Bytes between records that are none, or a record whose size is wrong. */
  | 'record-frame'
  /** A record whose content cannot be read. */
  | 'record-content'
  /** The file ends where there should be more. */
  | 'truncated';

/** Something that is not as it should be. The reading goes on behind it. */
export interface EvtxProblem {
  readonly kind: 'problem';
  readonly what: EvtxProblemKind;
  /** Where it begins, in bytes from the start of the file. */
  readonly offset: number;
  /** What exactly, in a few words. */
  readonly detail: string;
  /** How many records are missing because of it; undefined: nobody can know. */
  readonly recordsLost: number | undefined;
  /** The number of the record, where it could be read. */
  readonly recordId?: number;
}

export type EvtxItem<Value> = EvtxHeader | EvtxRecord<Value> | EvtxProblem;
