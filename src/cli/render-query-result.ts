/** A result of `query` for a terminal: the time and one line an event; a sequence or sample as a group. */
import type { QueryHit, QueryResult } from '../app/query-events.ts';
import type { Colors } from './colors.ts';
import { describeEvent, hostOf } from './describe-event.ts';
import { terminalWidth } from './terminal-width.ts';
import { clip, pad } from './wrap.ts';

export function renderQueryResult(result: QueryResult, colors: Colors): string {
  if (!('join_keys' in result)) return `${eventLine(result, '', colors)}\n`;
  const keys = result.join_keys.map(key => (key === null ? 'null' : String(key))).join(' · ');
  const lines = result.events.map((event, at) =>
    eventLine(event, at === result.events.length - 1 ? '└ ' : '├ ', colors),
  );
  return `${colors.cyan('●')} ${colors.dim(clip(keys === '' ? 'no join key' : keys, terminalWidth() - 2))}\n${lines.join('\n')}\n\n`;
}

function eventLine(event: QueryHit, branch: string, colors: Colors): string {
  if (event.missing) return `${branch}${colors.dim('no event')}`;
  const time = String(event._source['@timestamp'] ?? 'no @timestamp');
  const host = hostOf(event._source) ?? '';
  const rest = describeEvent(event._source) || event._id;
  const room = terminalWidth() - branch.length - 52;
  return `${branch}${colors.dim(pad(clip(time, 28), 28))} ${pad(clip(host, 20), 20)}  ${clip(rest, Math.max(20, room))}`;
}
