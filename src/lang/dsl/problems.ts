import type { Json } from '../../event/json.ts';

/** The way to a value inside of the clause. */
export type DslPath = readonly (string | number)[];

/** Something of a clause that cannot be lowered. `unsupported`: right, but nothing here finds what it would. */
export interface DslProblem {
  readonly kind: 'wrong' | 'unsupported';
  readonly path: DslPath;
  /** `unsupported`: what is not known. `wrong`: what is expected there, as it stands after "must be". */
  readonly subject: string;
  readonly found?: Json | undefined;
}

/** Gathers problems; a clause that has some comes out undefined. */
export class Problems {
  readonly list: DslProblem[] = [];

  wrong(path: DslPath, expected: string, found: Json | undefined): undefined {
    this.list.push({ kind: 'wrong', path, subject: expected, found });
  }

  unsupported(path: DslPath, subject: string): undefined {
    this.list.push({ kind: 'unsupported', path, subject });
  }
}
