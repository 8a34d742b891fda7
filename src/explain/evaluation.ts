/**
 * A condition evaluated in the open: for each part what the event holds, what was asked of it, how that came out, and
 * whether it *decided*. A part decides if the answer of the whole were another one had this part alone come out
 * otherwise: of `a and b` with a true and b false, b decides; with both false neither does, as changing one is not
 * enough.
 *
 * What a test means is the engine's word: each leaf is compiled as the engine compiles it
 * (engine/compile-predicate.ts), and only the `and`, `or` and `not` around it are walked here.
 */
import { unreachable } from '../base/unreachable.ts';
import { compileExpr } from '../engine/compile-expr.ts';
import { type CompiledPredicate, compilePredicate } from '../engine/compile-predicate.ts';
import { type SlotTable, slotPath } from '../engine/slot-table.ts';
import { type RawValue, type Slots, valuesOf } from '../event/field-value.ts';
import { shownPath } from '../event/gathered-fields.ts';
import { truthOf } from '../plan/evaluate-expr.ts';
import { fieldsOfExpr } from '../plan/fields-read.ts';
import type { Expr, FieldRef, FieldTest, Predicate } from '../plan/predicate.ts';
import { printExpr, printPredicate } from '../plan/print-plan.ts';

/** `missing`: false, as the field is not there; of a computation, that it has no value. */
export type Outcome = 'true' | 'false' | 'missing';

export interface FieldReading {
  readonly path: string;
  /** Empty: missing. */
  readonly values: readonly RawValue[];
}

interface AnyEvaluation {
  /** In EQL's words, long lists cut. */
  readonly text: string;
  readonly outcome: Outcome;
  readonly decides: boolean;
}

/** Conditions in a condition. */
export interface GroupEvaluation extends AnyEvaluation {
  readonly kind: 'all' | 'any' | 'not';
  readonly terms: readonly Evaluation[];
}

/** A test of a field, or a computation. */
export interface TestEvaluation extends AnyEvaluation {
  readonly kind: 'test';
  readonly fields: readonly FieldReading[];
  /** Such as `==`, `:`, `in`, `like`, `>=`, `cidrMatch`; `computed` of what is no test of one field. */
  readonly operator: string;
  /** What the values are compared with, in EQL's words, long lists cut; empty where there is nothing. */
  readonly operand: string;
  /** Of a list, the member that a value passed. */
  readonly passed?: string;
  /** Of a comparison of a computation, what was computed; absent where it has no value. */
  readonly computed?: string;
}

export type Evaluation = GroupEvaluation | TestEvaluation;

export type Evaluate = (slots: Slots) => Evaluation;

/** Members of a list that a text shows. */
const MOST_LITERALS = 3;

/** Prepares the evaluation of a condition, which may then be asked of any number of events. */
export function compileEvaluation(predicate: Predicate, table: SlotTable): Evaluate {
  const node = prepare(predicate, table);
  return slots => node.read(slots, node.outcome(slots), true);
}

/** The leaves of an evaluation, in the order of the query. */
export function leavesOf(evaluation: Evaluation): readonly TestEvaluation[] {
  return evaluation.kind === 'test' ? [evaluation] : evaluation.terms.flatMap(leavesOf);
}

interface Node {
  outcome(slots: Slots): Outcome;
  read(slots: Slots, outcome: Outcome, decides: boolean): Evaluation;
}

function prepare(predicate: Predicate, table: SlotTable): Node {
  switch (predicate.kind) {
    case 'all':
    case 'any':
    case 'not':
      return prepareGroup(predicate, table);
    case 'script':
      return prepareScript(predicate, table);
    default:
      return prepareTest(predicate, table);
  }
}

function prepareGroup(
  predicate: Extract<Predicate, { kind: 'all' | 'any' | 'not' }>,
  table: SlotTable,
): Node {
  const { kind } = predicate;
  const text = printPredicate(predicate, { most: MOST_LITERALS });
  const nodes = (kind === 'not' ? [predicate.term] : predicate.terms).map(term => prepare(term, table));
  const outcomeOf = (outcomes: readonly boolean[]): Outcome => {
    if (kind === 'not') return truth(outcomes[0] === false);
    return truth(kind === 'all' ? !outcomes.includes(false) : outcomes.includes(true));
  };
  return {
    outcome: slots => outcomeOf(nodes.map(node => node.outcome(slots) === 'true')),
    read(slots, outcome, decides) {
      const outcomes = nodes.map(node => node.outcome(slots));
      // What the others come out as where this one does not decide: of an `and` false, of an `or` true.
      const settles = kind === 'any';
      const settling = outcomes.filter(one => (one === 'true') === settles).length;
      const terms = nodes.map((node, at) => {
        const own = outcomes[at] ?? 'false';
        const othersSettle = settling - ((own === 'true') === settles ? 1 : 0) > 0;
        return node.read(slots, own, decides && (kind === 'not' || !othersSettle));
      });
      return { kind, text, outcome, decides, terms };
    },
  };
}

/** A leaf that asks an index: false where the field is missing. */
function prepareTest(
  predicate: Exclude<Predicate, { kind: 'all' | 'any' | 'not' | 'script' }>,
  table: SlotTable,
): Node {
  const text = printPredicate(predicate, { most: MOST_LITERALS });
  const holds = compilePredicate(predicate, table.slotOf);
  const fields = fieldsOfTest(predicate);
  const slotsOf = fields.map(field => ({ path: shownPath(slotPath(field)), slot: table.slotOf(field) }));
  const { operator, operand } = wordsOf(predicate, text);
  const members = 'field' in predicate ? membersOf(predicate, table) : [];
  return {
    outcome: slots => {
      if (holds(slots)) return 'true';
      const isMissing = slotsOf.length > 0 && slotsOf.some(({ slot }) => slots[slot] === undefined);
      return isMissing ? 'missing' : 'false';
    },
    read(slots, outcome, decides) {
      const member = outcome === 'true' ? members.find(({ accepts }) => accepts()(slots)) : undefined;
      return {
        kind: 'test',
        text,
        outcome,
        decides,
        fields: slotsOf.map(({ path, slot }) => ({ path, values: valuesOf(slots[slot]) })),
        operator,
        operand,
        ...(member !== undefined && { passed: member.text }),
      };
    },
  };
}

function prepareScript({ expr }: Extract<Predicate, { kind: 'script' }>, table: SlotTable): Node {
  const text = printExpr(expr, { most: MOST_LITERALS });
  const compute = compileExpr(expr, table.slotOf);
  const slotsOf = [...fieldsOfExpr(expr)].map(field => ({
    path: shownPath(slotPath(field)),
    slot: table.slotOf(field),
  }));
  const compared = comparedPart(expr);
  const computeLeft = compared === undefined ? undefined : compileExpr(compared.left, table.slotOf);
  return {
    outcome: slots => {
      const value = truthOf(compute(slots));
      return value === null ? 'missing' : truth(value);
    },
    read(slots, outcome, decides) {
      const computed = computeLeft?.(slots) ?? null;
      return {
        kind: 'test',
        text,
        outcome,
        decides,
        fields: slotsOf.map(({ path, slot }) => ({ path, values: valuesOf(slots[slot]) })),
        operator: compared?.op ?? 'computed',
        operand: compared === undefined ? '' : printExpr(compared.right, { most: MOST_LITERALS }),
        ...(computed !== null && { computed: String(computed) }),
      };
    },
  };
}

/** `length(x) > 5`, or its contrary. */
function comparedPart(expr: Expr): Extract<Expr, { kind: 'compare' }> | undefined {
  if (expr.kind === 'compare') return expr;
  return expr.kind === 'not' ? comparedPart(expr.operand) : undefined;
}

function fieldsOfTest(
  predicate: Exclude<Predicate, { kind: 'all' | 'any' | 'not' | 'script' }>,
): readonly FieldRef[] {
  if (predicate.kind === 'constant') return [];
  if (predicate.kind === 'nested') return [predicate.objects];
  return predicate.kind === 'relative-range' ? [predicate.date, predicate.now] : [predicate.field];
}

/** The operator and what stands behind it: the text of the whole begins with the field, or is a function of it. */
function wordsOf(
  predicate: Exclude<Predicate, { kind: 'all' | 'any' | 'not' | 'script' }>,
  text: string,
): { readonly operator: string; readonly operand: string } {
  switch (predicate.kind) {
    case 'constant':
      return { operator: 'constant', operand: '' };
    case 'nested':
      return { operator: 'has', operand: text };
    case 'relative-range':
      return { operator: 'range', operand: text };
    case 'exists':
      return { operator: '!=', operand: 'null' };
    case 'cidr':
      return { operator: 'cidrMatch', operand: memberText(predicate.blocks) };
    case 'affix':
      return {
        operator: predicate.at === 'start' ? 'startsWith' : 'stringContains',
        operand: predicate.text,
      };
    case 'listed':
      return { operator: 'in value list', operand: predicate.list.id };
    case 'range':
      return { operator: predicate.op, operand: String(predicate.value) };
    case 'between':
      return {
        operator: 'between',
        operand: predicate.bounds.map(({ op, value }) => `${op} ${value}`).join(' '),
      };
    case 'words':
      return { operator: 'has words', operand: memberText(predicate.phrases.map(words => words.join(' '))) };
    case 'equals':
      return {
        operator: predicate.values.length > 1 ? 'in' : predicate.ignoreCase ? ':' : '==',
        operand: memberText(predicate.values),
      };
    case 'like':
      return { operator: predicate.ignoreCase ? ':' : 'like', operand: memberText(predicate.patterns) };
    case 'regex':
      return { operator: predicate.ignoreCase ? 'regex~' : 'regex', operand: memberText(predicate.patterns) };
    default:
      return unreachable(predicate);
  }
}

function memberText(members: readonly unknown[]): string {
  const shown = members.slice(0, MOST_LITERALS).map(String);
  const left = members.length - shown.length;
  return [...shown, ...(left > 0 ? [`… ${left} more`] : [])].join(', ');
}

interface Member {
  readonly text: string;
  /** Compiled when it is first asked: most never are. */
  readonly accepts: () => CompiledPredicate;
}

/** The members of a list, each as a test of its own. */
function membersOf(test: FieldTest, table: SlotTable): readonly Member[] {
  const each = <T>(members: readonly T[], only: (member: T) => FieldTest): readonly Member[] =>
    members.length < 2
      ? []
      : members.map(member => {
          let compiled: CompiledPredicate | undefined;
          return {
            text: String(member),
            accepts: () => {
              compiled ??= compilePredicate(only(member), table.slotOf);
              return compiled;
            },
          };
        });
  switch (test.kind) {
    case 'equals':
      return each(test.values, value => ({ ...test, values: [value] }));
    case 'like':
    case 'regex':
      return each(test.patterns, pattern => ({ ...test, patterns: [pattern] }));
    case 'cidr':
      return each(test.blocks, block => ({ ...test, blocks: [block] }));
    default:
      return [];
  }
}

function truth(holds: boolean): Outcome {
  return holds ? 'true' : 'false';
}
