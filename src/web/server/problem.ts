/** What the server refused or failed at, in its own words. */
import type { ShownDiagnostic } from '../../api/rules-overview.ts';
import type { Json } from '../../event/json.ts';

export class Problem extends Error {
  override readonly name = 'Problem';
  /** Of HTTP; 0 where no answer came. */
  readonly status: number;
  readonly title: string;
  /** To be named to whoever reads the server's log. */
  readonly requestId: string | undefined;
  readonly diagnostics: readonly ShownDiagnostic[];

  constructor(
    status: number,
    title: string,
    detail: string,
    requestId?: string,
    diagnostics: readonly ShownDiagnostic[] = [],
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.requestId = requestId;
    this.diagnostics = diagnostics;
  }
}

/** From problem+json or from Elastic's `{message, status_code}`; whatever else came says its status alone. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await response.json().catch((): Json => null);
  const said = (body ?? {}) as {
    readonly title?: string;
    readonly detail?: string;
    readonly message?: string;
    readonly diagnostics?: readonly ShownDiagnostic[];
  };
  return new Problem(
    response.status,
    said.title ?? `the server answered ${response.status}`,
    said.detail ?? said.message ?? '',
    response.headers.get('x-request-id') ?? undefined,
    said.diagnostics,
  );
}

export const NO_ANSWER = new Problem(
  0,
  'the server does not answer',
  'it may be restarting, or the network is gone',
);
