/**
 * Types of expressions. A wrong part is said once: what contains it counts as of unknown type and is not
 * complained about for it.
 */
import { unreachable } from '../../base/unreachable.ts';
import { luceneRegexProblem } from '../../event/lucene-regex.ts';
import type { Arithmetic, Comparison, Expression, Membership, PatternTest } from './ast.ts';
import { checkCall } from './check-call.ts';
import { type CheckContext, textOf } from './check-context.ts';
import * as messages from './messages.ts';
import { familyOf, type StaticType, staticType } from './static-type.ts';
import { findNode } from './walk.ts';

/** A whole condition, or an operand of `and`, `or`, `not`: true or false must come out. */
export function checkCondition(context: CheckContext, condition: Expression): void {
  const type = checkExpression(context, condition);
  const family = familyOf(type);
  if (family === 'boolean' || family === 'any' || family === 'none') return;
  if (findNode(condition, node => node.kind === 'hole') !== undefined) return;
  context.report.add(messages.notCondition(textOf(context, condition), type), condition.span);
}

/** Checks the expression and tells its type, `unknown` where it is wrong. */
function checkExpression(context: CheckContext, node: Expression): StaticType {
  switch (node.kind) {
    case 'null':
    case 'boolean':
    case 'string':
    case 'number':
    case 'hole':
      return staticType(node, context.schema);
    case 'field':
      context.fields.use(node);
      return staticType(node, context.schema);
    case 'call': {
      const types = node.args.map(arg => checkExpression(context, arg));
      return checkCall(context, node, types) ? staticType(node, context.schema) : 'unknown';
    }
    case 'sign':
      return checkNumber(context, node.op, node.operand) ? staticType(node, context.schema) : 'unknown';
    case 'arithmetic':
      return checkArithmetic(context, node);
    case 'comparison':
      return checkComparison(context, node);
    case 'in':
      return checkMembership(context, node);
    case 'pattern':
      return checkPattern(context, node);
    case 'and':
    case 'or':
      for (const term of node.terms) checkCondition(context, term);
      return 'boolean';
    case 'not':
      checkCondition(context, node.operand);
      return 'boolean';
    default:
      return unreachable(node);
  }
}

function checkArithmetic(context: CheckContext, node: Arithmetic): StaticType {
  const left = checkNumber(context, node.op, node.left);
  const right = checkNumber(context, node.op, node.right);
  return left && right ? staticType(node, context.schema) : 'unknown';
}

function checkNumber(context: CheckContext, op: string, operand: Expression): boolean {
  const type = checkExpression(context, operand);
  const family = familyOf(type);
  if (family === 'number' || family === 'any' || family === 'none') return true;
  context.report.add(messages.notNumber(op, textOf(context, operand), type), operand.span);
  return false;
}

function checkComparison(context: CheckContext, node: Comparison): StaticType {
  const left = checkExpression(context, node.left);
  const right = checkExpression(context, node.right);
  if (context.isAbsent(node.left) || context.isAbsent(node.right)) return 'boolean';
  const leftText = textOf(context, node.left);
  const rightText = textOf(context, node.right);
  if (isVariable(node.left) && isVariable(node.right)) {
    const offender = findNode(node.right, isField) ?? node.right;
    context.report.add(messages.betweenFields(leftText, rightText), offender.span);
  } else if (isUnlike(left, node.left, right, node.right)) {
    if (isVariable(node.left) || !isVariable(node.right)) {
      context.report.add(messages.unlikeTypes(leftText, left, rightText, right), node.right.span);
    } else {
      context.report.add(messages.unlikeTypes(rightText, right, leftText, left), node.left.span);
    }
  }
  return 'boolean';
}

function isField(node: Expression): boolean {
  return node.kind === 'field';
}

/** Whether the value depends on the event. */
function isVariable(node: Expression): boolean {
  return findNode(node, isField) !== undefined;
}

/** Whether two sides have types that are hardly ever equal. Text spells dates, addresses and versions. */
function isUnlike(left: StaticType, leftNode: Expression, right: StaticType, rightNode: Expression): boolean {
  const families = [familyOf(left), familyOf(right)];
  if (families[0] === families[1] || families.includes('any') || families.includes('none')) return false;
  if (families.includes('date') && families.includes('number')) return false;
  const text = leftNode.kind === 'string' ? leftNode : rightNode.kind === 'string' ? rightNode : undefined;
  if (text === undefined) return true;
  if (families.includes('date') || families.includes('ip') || families.includes('version')) return false;
  return !(families.includes('number') && text.value.trim() !== '' && !Number.isNaN(Number(text.value)));
}

function checkMembership(context: CheckContext, node: Membership): StaticType {
  const operand = checkExpression(context, node.operand);
  const variable = isVariable(node.operand);
  for (const value of node.values) {
    const type = checkExpression(context, value);
    const field = variable ? findNode(value, isField) : undefined;
    if (field !== undefined && !context.isAbsent(value)) {
      const finding = messages.betweenFields(textOf(context, node.operand), textOf(context, value));
      context.report.add(finding, node.span, [{ span: field.span, text: messages.IS_A_FIELD }]);
    } else if (isUnlike(operand, node.operand, type, value) && !isText(value, familyOf(operand))) {
      const [list, text] = [textOf(context, node.operand), textOf(context, value)];
      context.report.add(messages.mixedList(text, type, list, operand), node.span, [
        { span: value.span, text: messages.typeWords(type) },
      ]);
    }
  }
  return 'boolean';
}

/** Text in a list for text is never wrong, whatever it is written in. */
function isText(value: Expression, wanted: string): boolean {
  return wanted === 'text' && value.kind === 'string';
}

function checkPattern(context: CheckContext, node: PatternTest): StaticType {
  const operand = checkExpression(context, node.operand);
  const family = familyOf(operand);
  if (family !== 'text' && family !== 'any' && family !== 'none') {
    context.report.add(messages.notText(node.op, textOf(context, node.operand), operand), node.span, [
      { span: node.opSpan, text: messages.COMPARES_TEXT },
    ]);
    return 'boolean';
  }
  for (const pattern of node.patterns) {
    if (pattern.kind === 'null') continue;
    if (pattern.kind !== 'string') {
      context.report.add(messages.patternNotText(node.op, textOf(context, pattern)), pattern.span);
    } else if (node.op === 'regex' || node.op === 'regex~') {
      const problem = luceneRegexProblem(pattern.value);
      if (problem === undefined) continue;
      context.report.add(messages.badRegex(pattern.value, problem.message), pattern.span);
    }
  }
  return 'boolean';
}
