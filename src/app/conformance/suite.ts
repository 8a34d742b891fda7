/** The shape of a folder of suites: what `suites.json` says of each file, and what a case is once it is read. */
import type { FieldType } from '../../event/schema.ts';

export type Suite = QuerySuite | SeriesSuite | FoldingSuite | ErrorSuite;

interface AnySuite {
  /** Relative to the folder, like every other path here. */
  readonly file: string;
  /** Types of fields; any other field takes its type from its values. */
  readonly types?: { readonly [path: string]: FieldType };
  readonly unknownFields?: 'warning' | 'error';
}

/** Queries over documents, answered by the ids of the events returned. */
export interface QuerySuite extends AnySuite {
  readonly kind: 'queries';
  readonly data: readonly string[];
  /** The field that holds an event's id. */
  readonly id: string;
  readonly tiebreaker: string | null;
  readonly category: string;
  /** The `size` of queries that give none. */
  readonly size: number;
  /** `@timestamp` is this field, read as nanoseconds since 1970. */
  readonly timestampFrom?: string;
  /** Replaces an explicit null of the field. */
  readonly nullValues?: { readonly [path: string]: string | number | boolean };
  /** How a data file spells its dates, by file and field. */
  readonly dateFormats?: { readonly [file: string]: { readonly [path: string]: DateFormat } };
}

export type DateFormat = 'dd-MM-yyyy' | 'yyyy-MM-dd' | 'epoch_millis';

/** Streams drawn as text, and the sequences in them. */
export interface SeriesSuite extends AnySuite {
  readonly kind: 'series';
}

/** Expressions of constants and their values. */
export interface FoldingSuite extends AnySuite {
  readonly kind: 'folding';
}

/** Queries with a mistake each. */
export interface ErrorSuite extends AnySuite {
  readonly kind: 'errors';
}

export interface ConformanceCase {
  /** Unique in its file but for cases that upstream has twice. */
  readonly name: string;
  run(): Promise<Outcome>;
}

/** What was wanted and what came, as texts for people; equal texts do not make a pass where several are right. */
export interface Outcome {
  readonly passes: boolean;
  readonly expected: string;
  readonly found: string;
}

/** Reads a file of the folder. */
export type ReadText = (path: string) => string;
