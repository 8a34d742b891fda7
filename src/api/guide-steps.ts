/** Which steps of an alert's guide somebody has done. */
import Type, { type TSchema } from 'typebox';
import { closed } from './schema-parts.ts';

const MOST_STEPS = 200;

export interface GuideStepsBody {
  /** Positions of the steps in the guide, from 0; those that are not named are not done. */
  readonly done: readonly number[];
}
export const GuideStepsBody: TSchema = closed({
  done: Type.Array(Type.Integer({ minimum: 0, maximum: MOST_STEPS - 1 }), {
    maxItems: MOST_STEPS,
    uniqueItems: true,
  }),
});

export interface GuideSteps {
  /** By position. */
  readonly done: readonly {
    readonly index: number;
    readonly who: string;
    readonly at: string;
  }[];
}
