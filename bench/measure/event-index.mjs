import { eventIndex } from '../../dist/ingest/event-index.js';

/** The index that the patterns of rules are matched against. */
export const indexOf = document => eventIndex(document, { isDocument: true });
