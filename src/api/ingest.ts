/** What is asked and answered at `/api/tripline/ingest`. */
import Type, { type TSchema } from 'typebox';

export interface IngestQuery {
  readonly index?: string;
}

export interface Ingested {
  readonly stored: number;
  readonly doubles: number;
  readonly refused: number;
  readonly reasons: readonly { readonly document: number; readonly reason: string }[];
}

export const INGEST_QUERY: TSchema = Type.Object(
  {
    index: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: 'of documents that do not say theirs, as in logs-endpoint.events.process-default',
      }),
    ),
  },
  { additionalProperties: false },
);

export const INGESTED: TSchema = Type.Object({
  stored: Type.Integer(),
  doubles: Type.Integer({ description: 'documents that were there already' }),
  refused: Type.Integer(),
  reasons: Type.Array(
    Type.Object({
      document: Type.Integer({ description: 'its number in the body, from 1' }),
      reason: Type.String(),
    }),
    { description: 'of the first hundred that were refused' },
  ),
});
