import type { Json } from '../../event/json.ts';
import type { DslProblem } from '../../lang/dsl/index.ts';
import { HttpProblem } from '../problems.ts';

/** The way to a value inside of a body. */
export type BodyPath = readonly (string | number)[];

/** A part of a search that is right where Elasticsearch runs and is not understood here. */
export function notUnderstood(path: BodyPath, subject: string): HttpProblem {
  return new HttpProblem('invalid', `\`${path.join('.')}\`: ${subject} is not understood here`);
}

/** @param expected as it stands after "must be" */
export function wrongValue(path: BodyPath, expected: string, found: Json | undefined): HttpProblem {
  const shown = found === undefined ? 'nothing' : short(JSON.stringify(found));
  return new HttpProblem('invalid', `\`${path.join('.')}\` must be ${expected}, found ${shown}`);
}

/** All problems of a query as one. */
export function queryProblem(path: BodyPath, problems: readonly DslProblem[]): HttpProblem {
  const told = problems.slice(0, MOST_TOLD).map(problem => {
    const at = [...path, ...problem.path];
    const { message } =
      problem.kind === 'wrong'
        ? wrongValue(at, problem.subject, problem.found)
        : notUnderstood(at, problem.subject);
    return message;
  });
  const more = problems.length > MOST_TOLD ? [`and ${problems.length - MOST_TOLD} more`] : [];
  return new HttpProblem('invalid', [...told, ...more].join('; '));
}

const MOST_TOLD = 5;

function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
