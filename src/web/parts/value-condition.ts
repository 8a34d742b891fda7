/** A condition on one value of one field, as a tree of EQL and of KQL; their printers quote what needs it. */
import type { Expression as EqlExpression, EventFilter } from '../../lang/eql/ast.ts';
import type { Expression as KqlExpression, Literal } from '../../lang/kql/ast.ts';

export interface ValueCondition {
  readonly field: string;
  /** Undefined: any value at all. */
  readonly value: string | number | boolean | undefined;
  /** False: events that have it are left out, and those that lack the field stay. */
  readonly isWanted: boolean;
}

const NOWHERE = { start: 0, end: 0 };

/** Undefined for a name that no query can write, as one without any letters between two dots. */
export function eqlCondition({ field, isWanted, value }: ValueCondition): EqlExpression | undefined {
  const segments = field.split('.');
  // A string of EQL ends with its line, and halves of a pair have no escape.
  if (segments.some(segment => segment === '' || /[\r\n]/.test(segment))) return undefined;
  const left: EqlExpression = { kind: 'field', optional: false, segments, span: NOWHERE };
  const same: EqlExpression = {
    ...{ kind: 'comparison', op: value === undefined ? '!=' : '==', opSpan: NOWHERE, span: NOWHERE },
    ...{ left, right: eqlConstant(value) },
  } as EqlExpression;
  return isWanted ? same : { kind: 'not', operand: same, span: NOWHERE };
}

function eqlConstant(value: ValueCondition['value']): EqlExpression {
  switch (typeof value) {
    case 'undefined':
      return { kind: 'null', span: NOWHERE };
    case 'boolean':
      return { kind: 'boolean', value, span: NOWHERE };
    case 'string':
      return { kind: 'string', value, raw: false, span: NOWHERE };
    default:
      return eqlNumber(value);
  }
}

/** Numbers have no sign of their own. */
function eqlNumber(value: number): EqlExpression {
  const whole = Number.isSafeInteger(value);
  const operand: EqlExpression = { kind: 'number', value: Math.abs(value), whole, span: NOWHERE };
  return value < 0 ? { kind: 'sign', op: '-', operand, span: NOWHERE } : operand;
}

export function eqlEventFilter(condition: EqlExpression): EventFilter {
  return {
    kind: 'event-filter',
    category: { kind: 'any-category', span: NOWHERE },
    condition,
    span: NOWHERE,
  };
}

export function kqlCondition({ field, isWanted, value }: ValueCondition): KqlExpression | undefined {
  if (field === '') return undefined;
  const literal = (pieces: readonly string[], quoted: boolean): Literal => ({
    ...{ kind: 'literal' as const, quoted, pieces, span: NOWHERE },
  });
  const values =
    value === undefined ? literal(['', ''], false) : literal([String(value)], typeof value === 'string');
  const same: KqlExpression = { kind: 'match', field: literal([field], false), values, span: NOWHERE };
  return isWanted ? same : { kind: 'not', operand: same, span: NOWHERE };
}
