/** What a stranger may make the server hold and wait for. Each can be set; these hold where nothing is. */
export interface HttpLimits {
  /** Of a body of events, as it came over the wire and unpacked: each no more than this, as Elasticsearch has it. */
  readonly ingestBodyBytes: number;
  /** Of any other body, unless its route says otherwise. */
  readonly bodyBytes: number;
  /** Of one document, and of one line of a bulk body. */
  readonly documentBytes: number;
  /** Documents of one request: each costs some hundred bytes beside its own, however small it is. */
  readonly documents: number;
  /** Of all bodies of events that are being read or taken. What would go beyond it is answered by 429. */
  readonly bytesInFlight: number;
  /** From the first byte of a request to its last: who sends more slowly is cut off. */
  readonly requestMs: number;
  readonly headersMs: number;
  /** How long an idle connection is kept; longer than shippers pause, so that they find it open. */
  readonly keepAliveMs: number;
  /** How long a request waits for the intake before it is answered by 503. */
  readonly takeMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  ingestBodyBytes: 100 * 1024 ** 2,
  bodyBytes: 1024 ** 2,
  documentBytes: 16 * 1024 ** 2,
  documents: 100_000,
  bytesInFlight: 256 * 1024 ** 2,
  requestMs: 120_000,
  headersMs: 15_000,
  keepAliveMs: 75_000,
  takeMs: 30_000,
};
