/** Calls, against the definitions of plan/functions. */

import { nearest } from '../../base/did-you-mean.ts';
import { unreachable } from '../../base/unreachable.ts';
import { isCidr } from '../../event/cidr.ts';
import type {
  ArgumentType,
  ExprValue,
  FunctionDefinition,
  Parameter,
} from '../../plan/functions/function-definition.ts';
import { findFunction, functions } from '../../plan/functions/index.ts';
import type { Call, Expression } from './ast.ts';
import { type CheckContext, textOf } from './check-context.ts';
import * as messages from './messages.ts';
import { familyOf, type StaticType } from './static-type.ts';
import { findNode } from './walk.ts';

/** Whether the call is right; `types` are those of its arguments, which were checked before. */
export function checkCall(context: CheckContext, call: Call, types: readonly StaticType[]): boolean {
  const definition = findFunction(call.name);
  if (definition === undefined) {
    const near = nearest(
      call.name,
      functions.map(one => one.name),
    );
    context.report.add(messages.unknownFunction(call.name, near), call.nameSpan);
    return false;
  }
  if (call.ignoreCase && !definition.hasCaseInsensitiveVariant) {
    context.report.add(messages.noCaseInsensitiveForm(definition.name), call.nameSpan);
  }
  if (!hasRightArity(definition, call.args.length)) {
    const wanted = messages.arity(
      definition.parameters.filter(parameter => parameter.optional !== true).length,
      definition.variadic === true ? undefined : definition.parameters.length,
    );
    context.report.add(messages.wrongArity(definition.name, wanted, call.args.length), call.nameSpan);
    return false;
  }
  const before = context.report.count;
  for (const [at, arg] of call.args.entries()) {
    const parameter = definition.parameters[at] ?? definition.parameters.at(-1);
    if (parameter !== undefined) checkArgument(context, call, definition, parameter, arg, at, types[at]);
  }
  if (context.report.count > before) return false;
  checkMeaning(context, call, definition);
  return true;
}

function hasRightArity(definition: FunctionDefinition, given: number): boolean {
  const least = definition.parameters.filter(parameter => parameter.optional !== true).length;
  const most = definition.variadic === true ? Number.POSITIVE_INFINITY : definition.parameters.length;
  return given >= least && given <= most;
}

function checkArgument(
  context: CheckContext,
  call: Call,
  definition: FunctionDefinition,
  parameter: Parameter,
  arg: Expression,
  at: number,
  type: StaticType = 'unknown',
): void {
  const { report } = context;
  const ordinal = messages.ordinal(at);
  const text = textOf(context, arg);
  if (parameter.constant === true && findNode(arg, node => node.kind === 'field') !== undefined) {
    report.add(messages.notConstant(definition.name, ordinal, text), call.nameSpan, [
      { span: arg.span, text: messages.DEPENDS_ON_FIELD },
    ]);
    return;
  }
  if (takes(parameter.type, type, arg)) return;
  const wanted = messages.argumentWords(parameter.type);
  report.add(messages.wrongArgument(definition.name, ordinal, wanted, text, type), call.nameSpan, [
    { span: arg.span, text: messages.typeWords(type) },
  ]);
}

function takes(wanted: ArgumentType, type: StaticType, arg: Expression): boolean {
  const family = familyOf(type);
  if (family === 'any' || family === 'none' || wanted === 'any') return true;
  switch (wanted) {
    case 'string':
      return family === 'text';
    case 'number':
      return family === 'number';
    case 'integer':
      return type === 'long' || type === 'number';
    case 'boolean':
      return family === 'boolean';
    case 'ip':
      return family === 'ip' || arg.kind === 'string';
    default:
      return unreachable(wanted);
  }
}

/** What only the values tell: network blocks, one by one, and what the function itself refuses. */
function checkMeaning(context: CheckContext, call: Call, definition: FunctionDefinition): void {
  if (definition.name === 'cidrMatch') {
    for (const block of call.args.slice(1)) {
      if (block.kind !== 'string' || isCidr(block.value)) continue;
      context.report.add(messages.badCidr(block.value), block.span);
    }
    return;
  }
  const problem = definition.rejects?.(call.args.map(constantOf));
  if (problem !== undefined) {
    context.report.add(messages.meaninglessArgument(definition.name, problem), call.span);
  }
}

/** Undefined for what is not a literal, of which the function cannot judge. */
function constantOf(arg: Expression): ExprValue | undefined {
  switch (arg.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
    case 'number':
      return arg.value;
    default:
      return undefined;
  }
}
