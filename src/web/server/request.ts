/** Asks the server, with the session of this browser. Everything that fails is a Problem. */
import { basePath } from './base-path.ts';
import { NO_ANSWER, Problem, problemOf } from './problem.ts';

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a form as it is. */
  readonly body?: object;
  readonly query?: { readonly [name: string]: string | number | boolean | undefined };
  readonly signal?: AbortSignal;
  /** Only if what is changed still stands at this revision: else a Problem of status 409. */
  readonly ifRevision?: number;
  /** Answers of such a status are no failure of the request: what they hold says what was done and what was not. */
  readonly accepts?: readonly number[];
}

/**
 * @param path from the server's root, as in `/api/tripline/status`
 * @returns what the answer's JSON holds, believed to be of the shape that src/api says; undefined for an empty one
 * @throws Problem, or the reason of `signal`
 */
export async function ask<T>(path: string, options: Ask = {}): Promise<T> {
  const response = await send(path, options, 'application/json');
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/**
 * An answer that comes in parts, each a line of JSON, as they come.
 * @throws Problem, or the reason of `signal`
 */
export async function* askLines<T>(path: string, options: Ask = {}): AsyncGenerator<T> {
  const response = await send(path, options, 'application/x-ndjson');
  if (response.body === null) return;
  let rest = '';
  for await (const text of response.body.pipeThrough(
    new TextDecoderStream(),
  ) as unknown as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as T;
  }
  if (rest !== '') yield JSON.parse(rest) as T;
}

/** For what is no JSON, as a file to save. */
export async function askText(path: string, options: Ask = {}): Promise<string> {
  return await (await send(path, options, '*/*')).text();
}

async function send(
  path: string,
  { accepts, body, ifRevision, method, query, signal }: Ask,
  accept: string,
): Promise<Response> {
  const isForm = body instanceof FormData;
  const headers: Record<string, string> = { accept };
  if (body !== undefined && !isForm) headers['content-type'] = 'application/json';
  if (ifRevision !== undefined) headers['if-match'] = `"${ifRevision}"`;
  const response = await fetch(`${basePath}${path}${queryText(query)}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw NO_ANSWER;
  });
  if (response.ok || accepts?.includes(response.status) === true) return response;
  const problem = await problemOf(response);
  if (problem.status === 401) window.dispatchEvent(new Event('tripline-signed-out'));
  throw problem;
}

function queryText(query: Ask['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

export function isProblem(error: unknown, status: number): error is Problem {
  return error instanceof Problem && error.status === status;
}
