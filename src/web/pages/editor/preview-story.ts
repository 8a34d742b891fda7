/** The alerts of a preview, as they are shown. Pure. */
import type { Json, JsonObject } from '../../../event/json.ts';
import type { Bar } from '../../parts/bars.tsx';
import type { Preview, PreviewAlert } from '../../server/preview.ts';

export interface PreviewedAlert {
  readonly uuid: string;
  /** When its last event was, in ms since 1970. */
  readonly atMs: number;
  readonly sentence: string;
}

/** The latest first. */
export function previewedAlerts({ alerts }: Preview): readonly PreviewedAlert[] {
  return alerts
    .map(({ alert, blocks }) => ({
      uuid: textAt(alert, 'kibana.alert.uuid') ?? '',
      atMs: timeOf({ alert, blocks }),
      sentence: sentenceOf(alert),
    }))
    .sort((a, b) => b.atMs - a.atMs);
}

/** Of a sequence the time of its last event, of others that of the event; of a group when it was full. */
function timeOf({ alert, blocks }: PreviewAlert): number {
  const times = [alert, ...blocks].flatMap(document => {
    const ms = Date.parse(textAt(document, 'kibana.alert.original_time') ?? '');
    return Number.isNaN(ms) ? [] : [ms];
  });
  if (times.length > 0) return Math.max(...times);
  return Date.parse(textAt(alert, 'kibana.alert.start') ?? textAt(alert, '@timestamp') ?? '') || 0;
}

/** Without the name of the rule, which is the same for all of them. */
function sentenceOf(alert: JsonObject): string {
  const reason = textAt(alert, 'kibana.alert.reason') ?? '';
  const head = `${textAt(alert, 'kibana.alert.rule.name')} (${textAt(alert, 'kibana.alert.severity')}): `;
  return reason.startsWith(head) ? reason.slice(head.length) : reason;
}

function textAt(document: JsonObject, key: string): string | undefined {
  const value: Json | undefined = document[key];
  return typeof value === 'string' ? value : undefined;
}

const BARS = 48;

export function previewBars(
  { window: { from, to } }: Preview,
  alerts: readonly PreviewedAlert[],
  severity: string,
): { readonly bars: readonly Bar[]; readonly stepMs: number } {
  const fromMs = Date.parse(from);
  const stepMs = Math.max(1, Math.ceil((Date.parse(to) - fromMs) / BARS));
  const counts = new Array<number>(BARS).fill(0);
  for (const { atMs } of alerts) {
    const at = Math.min(BARS - 1, Math.max(0, Math.floor((atMs - fromMs) / stepMs)));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return {
    stepMs,
    bars: counts.map((count, at) => ({ atMs: fromMs + at * stepMs, parts: [{ name: severity, count }] })),
  };
}

export interface Difference {
  readonly more: number;
  readonly fewer: number;
}

/**
 * Which alerts the change of a rule brings and takes away, in the time that both previews looked at. Undefined where one
 * of them has more alerts than it holds.
 */
export function differenceOf(now: Preview, saved: Preview): Difference | undefined {
  if (now.alertCount > now.alerts.length || saved.alertCount > saved.alerts.length) return undefined;
  const fromMs = Math.max(Date.parse(now.window.from), Date.parse(saved.window.from));
  const toMs = Math.min(Date.parse(now.window.to), Date.parse(saved.window.to));
  const within = (preview: Preview): ReadonlySet<string> =>
    new Set(
      previewedAlerts(preview)
        .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
        .map(({ uuid }) => uuid),
    );
  const [after, before] = [within(now), within(saved)];
  return {
    more: [...after].filter(uuid => !before.has(uuid)).length,
    fewer: [...before].filter(uuid => !after.has(uuid)).length,
  };
}
