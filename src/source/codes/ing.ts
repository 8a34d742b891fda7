export const ingCodes = {
  ING001: {
    title: 'an input that cannot be read',
    explanation:
      'The file is absent, a folder without events, or closed to this user. The other inputs are read all the same.',
  },
  ING002: {
    title: 'a format that this version does not read',
    explanation:
      'The input is packed in a way that is known by its first bytes and not read: xz, bzip2, 7z, rar or lz4. The help says how to unpack it. Read are gzip, zstd, zip and tar.',
  },
  ING003: {
    title: 'compressed data that cannot be unpacked',
    explanation:
      'The packed data are damaged, cut off, or packed again inside themselves. The events that could be unpacked before the damage are evaluated, and so are the other members of the archive.',
  },
  ING004: {
    title: 'binary data where text is expected',
    explanation: 'The input is no text, and of no format that is known by its first bytes.',
  },
  ING005: {
    title: 'an input without events',
    explanation:
      'The input could be read and holds no event: it is empty, or holds an empty array. A shipper that stopped leaves such files.',
  },
  ING006: {
    title: 'a member of an archive that cannot be opened',
    explanation:
      'The member is encrypted, packed by a method that is not read, or stored with holes. The other members are read.',
  },
  ING007: {
    title: 'an input that unpacks to too much',
    explanation:
      'Beyond 1 GiB, an input may unpack to 500 times its size, and it may hold 100,000 members, those of archives inside it included. What was unpacked before the limit is evaluated, the rest is not read: files beyond it are made to exhaust the programs that read them.',
  },
  ING008: {
    title: 'a damaged archive',
    explanation:
      'Where a member of a zip or tar should begin there are other bytes, or the archive ends before its end mark. The reading goes on at the next member that can be found; others may be missing.',
  },
  ING010: {
    title: 'a record that breaks off',
    explanation:
      'The input ends inside its last record or, in a bulk body, behind an action without its document, because the writer was stopped, the disk was full, or the file is still being written. The records before it are evaluated.',
  },
  ING011: {
    title: 'a record that is not UTF-8',
    explanation:
      'The bytes of the record are no UTF-8 text. Guessing another encoding could change values that rules compare, so the record is left out and counted.',
  },
  ING012: {
    title: 'a record over the size limit',
    explanation:
      'The record is longer than the limit (16 MiB unless set otherwise). It is passed over without being held in memory, and counted.',
  },
  ING013: {
    title: 'a record that is not JSON',
    explanation: 'The line or array element cannot be parsed as JSON. The reading goes on with the next one.',
  },
  ING014: {
    title: 'a JSON value that is no event',
    explanation:
      'The line or array element holds a number, a text, a list or nothing. An event is a JSON object, or a search hit with its `_source`.',
  },
  ING015: {
    title: 'a document nested too deeply',
    explanation:
      'The document has more levels than any event has. Such documents are made to exhaust the programs that read them, so it is left out.',
  },
  ING016: {
    title: 'XML that is not well formed',
    explanation:
      'The text of the event, or text between two events, breaks the rules of XML. The reading goes on at the next `<Event`.',
  },
  ING020: {
    title: 'damaged records of an event log',
    explanation:
      'Part of an EVTX file cannot be read: a record whose content contradicts itself, bytes that are no record, a chunk without its header, or a file that was cut off. The message says where and, as far as the record numbers tell, how many records are missing. All others are evaluated.',
  },
  ING021: {
    title: 'an event log whose checksums do not agree',
    explanation:
      'A checksum in an EVTX file does not fit its bytes, or its header is damaged, and no record is missing because of it. A log that was copied while Windows wrote to it often looks so; so does one that was edited.',
  },
} as const;
