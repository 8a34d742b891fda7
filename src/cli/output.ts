import process from 'node:process';
import type { Writable } from 'node:stream';
import { reasonOf } from '../app/find-files.ts';

/** The reader of standard output went away (`| head`): not an error, but there is nobody left to write for. */
export class OutputClosed extends Error {
  constructor() {
    super('standard output is closed');
  }
}

/** What was to be written could not be: a full disk, a folder that is not there. */
export class OutputFailed extends Error {
  /** The file, or standard output. */
  readonly output: string;

  constructor(output: string, cause: unknown) {
    super(reasonOf(cause), { cause });
    this.output = output;
  }
}

/** Writing as fast as it is read, and not at all once nobody reads any more. */
export interface Output {
  /** Resolves when there is room for more; throws OutputClosed when nobody reads any more. */
  write(text: string): Promise<void>;
  /** Resolves when everything has been handed on. */
  end(): Promise<void>;
}

export function standardOutput(): Output {
  return outputTo(process.stdout, 'standard output');
}

/** `name`: for messages. Failures of the stream are thrown by the next call. */
export function outputTo(stream: Writable, name: string): Output {
  let failure: Error | undefined;
  let pending = '';
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'EPIPE' ? new OutputClosed() : new OutputFailed(name, error);
  });
  const flush = async (): Promise<void> => {
    if (failure !== undefined) throw failure;
    if (pending === '') return;
    const text = pending;
    pending = '';
    await new Promise<void>(resolve => stream.write(text, () => resolve()));
    if (failure !== undefined) throw failure;
  };
  return {
    async write(text: string): Promise<void> {
      pending += text;
      if (pending.length >= 1 << 16) await flush();
    },
    end: flush,
  };
}

/** Talk (progress, summaries, diagnostics) goes to standard error, and a closed one silences it. */
export function talk(text: string): void {
  process.stderr.write(text);
}
process.stderr.on('error', () => {});
