/** Near misses for a terminal: what almost fired, and the one thing that kept it from it. */
import { unreachable } from '../base/unreachable.ts';
import { formatTimestamp } from '../event/instant.ts';
import type { NearMiss, NearMissReason } from '../explain/near-miss.ts';
import type { Colors } from './colors.ts';
import { describeEvent, hostOf } from './describe-event.ts';
import { grouped, seconds } from './numbers.ts';
import { clip } from './wrap.ts';

export function renderNearMisses(
  ruleName: string,
  misses: readonly NearMiss[],
  width: number,
  colors: Colors,
): string {
  const lines = [
    colors.dim('─'.repeat(width)),
    colors.bold(clip(`Near misses of “${ruleName}”: all but one thing held`, width)),
    '',
  ];
  for (const miss of misses) {
    const [first] = miss.events;
    if (first === undefined) continue;
    const time = first.timestampMs === undefined ? 'no time' : formatTimestamp(first.timestampMs);
    const hosts = [...new Set(miss.events.map(event => hostOf(event.document) ?? 'no host'))].join(' and ');
    const [headline, detail] = reasonText(miss.reason);
    const alike = miss.alike > 1 ? `  (${grouped(miss.alike)} alike)` : '';
    lines.push(
      `  ${colors.yellow('○')} ${colors.bold(clip(headline, width - 4 - alike.length))}${colors.dim(alike)}`,
      ...detail.map(line => `    ${clip(line, width - 4)}`),
      ...miss.events.map(event =>
        colors.dim(`    ${clip(`+${seconds(event.offsetMs)}  ${describeEvent(event.document)}`, width - 4)}`),
      ),
      colors.dim(`    ${clip(`${time} · ${hosts}`, width - 4)}`),
      '',
    );
  }
  return `${lines.join('\n')}\n`;
}

function reasonText(reason: NearMissReason): readonly [headline: string, detail: readonly string[]] {
  switch (reason.kind) {
    case 'condition': {
      const { text, fields } = reason.condition;
      const found = fields.map(
        ({ path, values }) => `${path} is ${values.length === 0 ? 'missing' : values.map(String).join(', ')}`,
      );
      return [found.join(', '), [`step ${reason.step} wants ${text}`]];
    }
    case 'maxspan':
      return [
        `${seconds(reason.overMs)} too late`,
        [`it took ${seconds(reason.tookMs)}, the rule allows ${seconds(reason.allowedMs)}`],
      ];
    case 'join-key': {
      const [first] = reason.values;
      const values = reason.values.map(
        ({ value }, at) => `step ${at + 1} has ${value === undefined ? 'none' : String(value)}`,
      );
      return [`${first?.path ?? 'a join key'} differs`, values];
    }
    case 'order':
      return ['in the wrong order', [`step ${reason.step} came before step ${reason.step - 1}`]];
    case 'until':
      return ['ended before it was complete', [`until: ${describeEvent(reason.until.document)}`]];
    default:
      return unreachable(reason);
  }
}
