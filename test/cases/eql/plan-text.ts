/** A plan as text that tells index tests from scripts: for the cases of the lowering. */
import type { Expr, Predicate } from '../../../src/plan/predicate.ts';
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
    default: {
      const maxspan = plan.maxspanMs === undefined ? '' : ` maxspan ${plan.maxspanMs}`;
      const steps = plan.steps.map(step => stepText('step', step));
      const absent = (plan.absent ?? []).map(step => stepText(`absent at ${step.at}`, step));
      const until = plan.until === undefined ? [] : [stepText('until step', plan.until)];
      return [`sequence${maxspan}`, ...steps, ...absent, ...until].join('\n');
    }
  }
}

function stepText(head: string, step: Step): string {
  const keys = step.by.map(key => `${key.optional ? '?' : ''}${key.field.path}`).join(' ');
  return `${head} ${predicateText(step.filter)}${keys === '' ? '' : ` by ${keys}`}`;
}

function predicateText(predicate: Predicate): string {
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
      return list('exists', [predicate.field.path]);
    case 'equals':
      return list(`equals${fold}`, [predicate.field.path, ...predicate.values.map(valueText)]);
    case 'range':
      return list(predicate.op, [predicate.field.path, valueText(predicate.value)]);
    case 'like':
    case 'regex':
      return list(`${predicate.kind}${fold}`, [predicate.field.path, ...predicate.patterns.map(valueText)]);
    case 'cidr':
      return list('cidr', [predicate.field.path, ...predicate.blocks]);
    case 'listed':
      return list('listed', [predicate.field.path, predicate.list.id]);
    default:
      return list(`${predicate.at}${fold}`, [predicate.field.path, valueText(predicate.text)]);
  }
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
