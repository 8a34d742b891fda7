/** A plan as text that tells index tests from scripts: for the cases of the lowering. */
import type { Expr, FieldRef, Predicate } from '../../../src/plan/predicate.ts';
import { printPlan } from '../../../src/plan/print-plan.ts';
import type { QueryPlan, Step } from '../../../src/plan/query.ts';

export function planText(plan: QueryPlan): string {
  const limits = (plan.limits ?? []).map(limit => `${limit.kind} ${limit.count}`);
  return [bodyText(plan), ...limits].join('\n');
}

function bodyText(plan: QueryPlan): string {
  switch (plan.kind) {
    case 'events':
      return predicateText(plan.filter);
    case 'sample':
      return ['sample', ...plan.steps.map(step => stepText('step', step))].join('\n');
    case 'sequence': {
      const maxspan = plan.maxspanMs === undefined ? '' : ` maxspan ${plan.maxspanMs}`;
      const steps = plan.steps.map(step => stepText('step', step));
      const absent = (plan.absent ?? []).map(step => stepText(`absent at ${step.at}`, step));
      const until = plan.until === undefined ? [] : [stepText('until step', plan.until)];
      return [`sequence${maxspan}`, ...steps, ...absent, ...until].join('\n');
    }
    // No language makes these.
    default:
      return printPlan(plan);
  }
}

function stepText(head: string, step: Step): string {
  const keys = step.by.map(key => `${key.optional ? '?' : ''}${key.field.path}`).join(' ');
  return `${head} ${predicateText(step.filter)}${keys === '' ? '' : ` by ${keys}`}`;
}

export function predicateText(predicate: Predicate): string {
  const fold = 'ignoreCase' in predicate && predicate.ignoreCase ? '~' : '';
  switch (predicate.kind) {
    case 'constant':
      return String(predicate.value);
    case 'all':
    case 'any':
      return list(predicate.kind, predicate.terms.map(predicateText));
    case 'not':
      return list('not', [predicateText(predicate.term)]);
    case 'script':
      return list('script', [exprText(predicate.expr)]);
    case 'exists':
      return list('exists', [fieldText(predicate.field)]);
    case 'equals':
      return list(`equals${fold}`, [fieldText(predicate.field), ...predicate.values.map(valueText)]);
    case 'range':
      return list(predicate.op, [fieldText(predicate.field), valueText(predicate.value)]);
    case 'like':
    case 'regex':
      return list(`${predicate.kind}${fold}`, [fieldText(predicate.field), ...predicate.patterns.map(valueText)]);
    case 'cidr':
      return list('cidr', [fieldText(predicate.field), ...predicate.blocks]);
    case 'words':
      return list('words', [fieldText(predicate.field), ...predicate.phrases.map(words => valueText(words.join(' ')))]);
    case 'nested':
      return list('nested', [predicate.objects.path, predicateText(predicate.term)]);
    case 'relative-range':
      return list('relative', [
        predicate.date.path,
        ...predicate.bounds.map(({ math, op }) => `${op} ${math}`),
        `now=${predicate.now.path}`,
      ]);
    case 'between': {
      const bounds = predicate.bounds.map(({ op, value }) => `${op} ${valueText(value)}`);
      return list('between', [fieldText(predicate.field), ...bounds]);
    }
    case 'listed':
      return list('listed', [fieldText(predicate.field), predicate.list.id]);
    default:
      return list(`${predicate.at}${fold}`, [fieldText(predicate.field), valueText(predicate.text)]);
  }
}

/** Fields that are named by a pattern begin with a tilde. */
function fieldText({ gathers, path }: FieldRef): string {
  return gathers === 'names' ? `~${path}` : path;
}

function exprText(expr: Expr): string {
  const fold = 'ignoreCase' in expr && expr.ignoreCase ? '~' : '';
  switch (expr.kind) {
    case 'literal':
      return expr.value === null ? 'null' : valueText(expr.value);
    case 'field':
      return expr.field.path;
    case 'call':
      return list(`${expr.name}${fold}`, expr.args.map(exprText));
    case 'arithmetic': {
      const kind = expr.integer === undefined ? '?' : expr.integer ? 'i' : 'd';
      return list(`${expr.op}${kind}`, [exprText(expr.left), exprText(expr.right)]);
    }
    case 'compare':
      return list(expr.op, [exprText(expr.left), exprText(expr.right)]);
    case 'negate':
    case 'is-null':
    case 'not':
      return list(expr.kind, [exprText(expr.operand)]);
    case 'one-of':
      return list(`one-of${fold}`, [expr.operand, ...expr.values].map(exprText));
    case 'like':
    case 'regex':
      return list(`${expr.kind}${fold}`, [exprText(expr.operand), ...expr.patterns.map(valueText)]);
    default:
      return list(expr.kind, expr.terms.map(exprText));
  }
}

function valueText(value: string | number | bigint | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function list(head: string, parts: readonly string[]): string {
  return `(${[head, ...parts].join(' ')})`;
}
