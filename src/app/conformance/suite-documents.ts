/** Reads the documents of a query suite as its mapping would have indexed them. */
import type { Json, JsonObject } from '../../event/json.ts';
import type { DateFormat, QuerySuite, ReadText } from './suite.ts';

export function suiteDocuments(suite: QuerySuite, readText: ReadText): readonly JsonObject[] {
  return suite.data.flatMap(file => {
    const formats = suite.dateFormats?.[file] ?? {};
    return parseDocuments(readText(file)).map(document => {
      const indexed: Record<string, Json> = { ...document };
      for (const [path, value] of Object.entries(suite.nullValues ?? {}))
        if (indexed[path] === null) indexed[path] = value;
      for (const [path, format] of Object.entries(formats)) {
        const text = indexed[path];
        if (typeof text === 'string') indexed[path] = readDate(text, format);
      }
      if (suite.timestampFrom !== undefined)
        indexed['@timestamp'] = nanosToIso(String(document[suite.timestampFrom]));
      return indexed;
    });
  });
}

/** Whole numbers past 2^53 become texts, which mean the same to a `long` field and lose no digit. */
function parseDocuments(text: string): readonly JsonObject[] {
  const safe = text.replace(/(:\s*)(\d{16,})(?=\s*[,}])/g, '$1"$2"');
  // A data file is one array of documents.
  return JSON.parse(safe) as readonly JsonObject[];
}

/** `nanos`: digits, nanoseconds since 1970. */
function nanosToIso(nanos: string): string {
  const digits = nanos.padStart(10, '0');
  const seconds = new Date(Number(digits.slice(0, -9)) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${digits.slice(-9)}Z`;
}

function readDate(text: string, format: DateFormat): Json {
  switch (format) {
    case 'dd-MM-yyyy':
      return text.replace(/^(\d+)-(\d+)-(\d+)$/, '$3-$2-$1');
    case 'epoch_millis':
      return Number(text);
    case 'yyyy-MM-dd':
      return text;
  }
}
