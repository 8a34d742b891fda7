/** What exceptions removed, in lines for standard error: each item, so that one that does nothing is seen too. */
import type { ScanResult } from '../app/scan.ts';
import type { ItemCount } from '../exceptions/apply-exceptions.ts';
import { visible } from '../source/display-text.ts';
import { counted, grouped } from './numbers.ts';

export function exceptionLines(
  { exceptions, missingLists }: Pick<ScanResult, 'exceptions' | 'missingLists'>,
  badListLines: number,
): readonly string[] {
  const lines: string[] = [];
  if (exceptions.length > 0) {
    const idle = exceptions.filter(isIdle).length;
    const which = idle === exceptions.length ? 'all' : grouped(idle);
    lines.push(
      counted(exceptions.length, 'exception') + (idle > 0 ? `, ${which} of which removed nothing` : ''),
    );
    const told = exceptions.toSorted((a, b) => removed(b) - removed(a)).slice(0, MOST_TOLD);
    lines.push(...told.map(count => `  ${itemLine(count)}`));
    if (told.length < exceptions.length) lines.push(`  and ${grouped(exceptions.length - told.length)} more`);
  }
  if (badListLines > 0) lines.push(`${counted(badListLines, 'line')} of value lists passed over: no values`);
  for (const { listId, rules } of missingLists.slice(0, MOST_LISTS_TOLD))
    lines.push(
      `the exception list ${visible(listId)} of ${counted(rules, 'rule')} was not given (\`--exceptions\`)`,
    );
  if (missingLists.length > MOST_LISTS_TOLD)
    lines.push(`and ${counted(missingLists.length - MOST_LISTS_TOLD, 'more exception list')} likewise`);
  return lines;
}

const MOST_TOLD = 20;
const MOST_LISTS_TOLD = 5;

/** `"the backup agent" removed 3 alerts, and 2 events from sequences`. */
export function itemLine(count: ItemCount): string {
  const name = `"${visible(count.item.name)}"`;
  if (isIdle(count))
    return `${name} removed nothing${count.rules === 0 ? ': it was applied to no rule' : ''}`;
  const parts = [
    ...(count.alerts > 0 ? [counted(count.alerts, 'alert')] : []),
    ...(count.events > 0 ? [`${counted(count.events, 'event')} from sequences`] : []),
  ];
  return `${name} removed ${parts.join(', and ')}`;
}

function isIdle(count: ItemCount): boolean {
  return removed(count) === 0;
}

function removed({ alerts, events }: ItemCount): number {
  return alerts + events;
}
