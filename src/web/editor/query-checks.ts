/** Asks the worker for what is wrong with a query; where there can be no worker, checks in the page. */
import type { QueryProblem } from './check-query.ts';
import type { QueryLanguage } from './query-language.ts';

export interface CheckRequest {
  readonly id: number;
  readonly language: QueryLanguage;
  readonly text: string;
}

export interface CheckAnswer {
  readonly id: number;
  readonly problems: readonly QueryProblem[];
}

interface Waiting {
  readonly request: CheckRequest;
  readonly settle: (problems: readonly QueryProblem[]) => void;
}

let worker: Worker | undefined;
let hasNoWorker = false;
let latestId = 0;
/** By id, in the order in which they were asked. */
const waiting = new Map<number, Waiting>();

export function problemsOf(language: QueryLanguage, text: string): Promise<readonly QueryProblem[]> {
  const request: CheckRequest = { id: ++latestId, language, text };
  if (hasNoWorker) return checkHere(request);
  return new Promise(settle => {
    waiting.set(request.id, { request, settle });
    started().postMessage(request);
  });
}

function started(): Worker {
  if (worker !== undefined) return worker;
  worker = new Worker(new URL('./check-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data: { id, problems } }: MessageEvent<CheckAnswer>): void => {
    waiting.get(id)?.settle(problems);
    waiting.delete(id);
  };
  worker.onerror = () => {
    hasNoWorker = true;
    for (const { request, settle } of waiting.values()) void checkHere(request).then(settle);
    waiting.clear();
  };
  return worker;
}

async function checkHere({ language, text }: CheckRequest): Promise<readonly QueryProblem[]> {
  const { checkQuery } = await import('./check-query.ts');
  return checkQuery(language, text);
}
