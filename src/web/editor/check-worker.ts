/** Checks queries beside the page, so that no query, however long, makes typing slow. */
import { checkQuery } from './check-query.ts';
import type { CheckAnswer, CheckRequest } from './query-checks.ts';

self.onmessage = ({ data: { id, language, text } }: MessageEvent<CheckRequest>): void => {
  const answer: CheckAnswer = { id, problems: checkQuery(language, text) };
  self.postMessage(answer);
};
