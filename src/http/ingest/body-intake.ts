/**
 * How bodies of events come in: read and unpacked under the limits of all requests together, handed to the intake,
 * and let go only when the intake has let go of them.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpLimits } from '../limits.ts';
import type { ArrivingDocument, Intake, Taken } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { BytesInFlight, type HeldBytes } from './bytes-in-flight.ts';
import { readBody } from './read-body.ts';

/** What a request holds; the work that still needs it, where it is answered before that is done. */
interface HeldBody {
  readonly held: HeldBytes;
  work: Promise<unknown>;
}

export class BodyIntake {
  readonly #intake: Intake;
  readonly #limits: HttpLimits;
  readonly #inFlight: BytesInFlight;
  readonly #bodies = new WeakMap<FastifyRequest, HeldBody>();

  constructor(intake: Intake, limits: HttpLimits) {
    this.#intake = intake;
    this.#limits = limits;
    this.#inFlight = new BytesInFlight(limits.bytesInFlight);
  }

  get heldBytes(): number {
    return this.#inFlight.heldBytes;
  }

  /** Lets bodies of these content types come to the routes of this scope as bytes, whatever they are packed in. */
  acceptBytes(scope: FastifyInstance, contentTypes: RegExp): void {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async (request: FastifyRequest, payload: AsyncIterable<Uint8Array>) => {
      const type = request.headers['content-type'];
      const held = this.#inFlight.hold();
      const mostBytes = this.#limits.ingestBodyBytes;
      const body = await readBody(payload, request.headers['content-encoding'], { mostBytes, held });
      if (body.length > 0 && (type === undefined || !contentTypes.test(type))) {
        held.release();
        throw new HttpProblem(
          'unsupported-type',
          `found Content-Type \`${type ?? ''}\`, expected application/x-ndjson or application/json`,
        );
      }
      this.#bodies.set(request, { held, work: Promise.resolve() });
      return body;
    });
    scope.addHook('onResponse', async request => {
      const body = this.#bodies.get(request);
      this.#bodies.delete(request);
      body?.work.finally(body.held.release).catch(() => {});
    });
  }

  /**
   * Hands documents to the intake, and waits for it, though not for ever.
   * @throws HttpProblem `unavailable` when it takes too long: then some may be taken later, and are doubles when they
   * are sent again; and what the intake throws
   */
  async take(request: FastifyRequest, documents: readonly ArrivingDocument[]): Promise<readonly Taken[]> {
    const work = this.#intake.take(documents);
    const body = this.#bodies.get(request);
    if (body !== undefined) body.work = work.catch(() => {});
    return within(work, this.#limits.takeMs);
  }
}

async function within<T>(work: Promise<T>, mostMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      reject,
      mostMs,
      new HttpProblem(
        'unavailable',
        `the store took longer than ${mostMs} ms; send it again, doubles are told apart`,
      ),
    );
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
