/** The conditions of a step with the values that an event has for them, in lines of a given width. */
import type { ConditionReading, ConditionText } from '../explain/condition.ts';
import { displayWidth } from '../source/display-text.ts';
import type { Colors } from './colors.ts';
import { counted } from './numbers.ts';
import { clip, pad } from './wrap.ts';

/** Conditions shown of one step. */
const MOST = 6;
/** The share of the width that conditions may take beside values. */
const TEXT_SHARE = 0.6;
/** Conditions that say which events a step is about rather than why this one counts. */
const GENERIC =
  /^(event\.(category|type|action|kind|dataset)|host\.os\.(type|family|platform)|data_stream\.\w+)$/;

/** `condition  value`, or the values on a line of their own where they would not fit or need names. */
export function readingLines(
  conditions: readonly ConditionReading[],
  width: number,
  colors: Colors,
): readonly string[] {
  const telling = conditions.filter(({ fields }) => !fields.every(({ path }) => GENERIC.test(path)));
  // A condition without fields, as of `any where true`, says nothing of the event.
  const { shown, left } = most(
    telling.length > 0 ? telling : conditions.filter(({ fields }) => fields.length > 0),
  );
  const readings = shown.map(({ text, fields }) => {
    const [field, ...more] = fields;
    const value = field === undefined || more.length > 0 ? undefined : clip(valuesText(field.values), width);
    return { text, textWidth: displayWidth(text), fields, value, valueWidth: displayWidth(value ?? '') };
  });
  const share = Math.floor(width * TEXT_SHARE);
  const column = Math.max(0, ...readings.map(({ textWidth }) => (textWidth <= share ? textWidth : 0)));
  const lines = readings.flatMap(({ text, textWidth, fields, value, valueWidth }) => {
    const valueAt = Math.max(column, textWidth) + 2;
    if (value !== undefined && (textWidth <= share || valueAt + valueWidth <= width))
      return [`${colors.dim(pad(clip(text, width), column))}  ${clip(value, width - valueAt)}`];
    const named = fields.map(({ path, values }) => `${path} is ${valuesText(values)}`);
    return [colors.dim(clip(text, width)), `  ${clip(named.join(', '), width - 2)}`];
  });
  return [...lines, ...moreLine(left, colors)];
}

/** What an event would have had to be. */
export function textLines(
  conditions: readonly ConditionText[],
  width: number,
  colors: Colors,
): readonly string[] {
  const { shown, left } = most(conditions);
  const said = ({ text, predicate }: ConditionText) => (predicate.kind === 'constant' ? 'any event' : text);
  return [...shown.map(condition => colors.dim(clip(said(condition), width))), ...moreLine(left, colors)];
}

export function valuesText(values: readonly unknown[]): string {
  return values.length === 0 ? 'missing' : values.map(String).join(', ');
}

/** What must be there before what must not: exceptions are many and say least about an event that has none. */
function most<T extends ConditionText>(
  conditions: readonly T[],
): { readonly shown: readonly T[]; readonly left: number } {
  if (conditions.length <= MOST) return { shown: conditions, left: 0 };
  const [wanted, excepted] = [false, true].map(isNot =>
    conditions.filter(({ predicate }) => (predicate.kind === 'not') === isNot),
  );
  const chosen = new Set([...(wanted ?? []), ...(excepted ?? [])].slice(0, MOST - 1));
  return {
    shown: conditions.filter(condition => chosen.has(condition)),
    left: conditions.length - chosen.size,
  };
}

function moreLine(left: number, colors: Colors): readonly string[] {
  return left === 0 ? [] : [colors.dim(`… ${counted(left, 'more condition')}`)];
}
