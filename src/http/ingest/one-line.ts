const [LINE_FEED, CARRIAGE_RETURN, BLANK] = [0x0a, 0x0d, 0x20];

/** A JSON document without line breaks: they stand only between its words, where a blank is as good. */
export function onOneLine(document: Uint8Array): Uint8Array {
  if (!document.includes(LINE_FEED) && !document.includes(CARRIAGE_RETURN)) return document;
  return document.map(byte => (byte === LINE_FEED || byte === CARRIAGE_RETURN ? BLANK : byte));
}
