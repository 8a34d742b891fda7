/** The funnel and the alerts of the rule that is being written, asked anew as it changes. */
import { useState } from 'react';
import type { JsonObject } from '../../../event/json.ts';
import type { TimeRange } from '../../frame/url-state.ts';
import {
  type FunnelSoFar,
  type Live,
  type Preview,
  previewRule,
  streamFunnel,
  useLive,
} from '../../server/preview.ts';
import { decidingKeys, languageOf, type RuleDraft, textOf, triedRule } from './rule-draft.ts';
import { triedWindow } from './tried-window.ts';
import type { CheckedQuery } from './use-checked-query.ts';

/** Of typing, before anything is asked. */
const QUIET_MS = 250;
/** A preview that took longer is made when it is asked for. */
const LIVE_MOST_MS = 5_000;

export interface TriedRule {
  /** Why nothing is asked at the moment. */
  readonly whyNot: string | undefined;
  readonly funnel: Live<FunnelSoFar>;
  readonly isFunnelOld: boolean;
  readonly preview: Live<Preview>;
  readonly isPreviewOld: boolean;
  /** Of the rule as it is stored, over the same time; undefined where nothing that matters was changed. */
  readonly saved: Preview | undefined;
  readonly isLive: boolean;
  readonly setLive: (isLive: boolean) => void;
  /** It is live, and too slow for it. */
  readonly isSlow: boolean;
}

/** @param runs grows when somebody asks for a preview now */
export function usePreview(
  rule: RuleDraft,
  base: RuleDraft | undefined,
  checked: CheckedQuery,
  range: TimeRange,
  runs: number,
): TriedRule {
  const [isLive, setLive] = useState(true);
  const whyNot = whyNotTried(rule, checked);
  const isPending =
    languageOf(rule) !== undefined &&
    (textOf(rule, 'query') !== checked.text || languageOf(rule) !== checked.language);
  const question = JSON.stringify([range, decidingKeys(rule)]);
  const asked = whyNot === undefined && !isPending ? question : undefined;
  const funnel = useLive<FunnelSoFar>(asked, QUIET_MS, (signal, tell) =>
    streamFunnel(triedRule(rule), range, signal, tell),
  );
  const [forced, setForced] = useState({ runs: 0, question: '' });
  if (forced.runs !== runs) setForced({ runs, question });
  const [slowMs, setSlowMs] = useState(0);
  const isFunnelDone = funnel.of === question && !funnel.isAsking && funnel.error === undefined;
  const isWanted = forced.question === question || (isLive && isFunnelDone && slowMs <= LIVE_MOST_MS);
  const previewed = asked !== undefined && isWanted ? `${forced.runs} ${question}` : undefined;
  const find = async (tried: RuleDraft, signal: AbortSignal): Promise<Preview> =>
    await previewRule(previewBody(tried, range), signal);
  const preview = useLive<Preview>(previewed, 0, async (signal, tell) => {
    const startedMs = performance.now();
    tell(await find(rule, signal));
    setSlowMs(performance.now() - startedMs);
  });
  const isPreviewOld = preview.of !== `${forced.runs} ${question}` || preview.isAsking;
  const isOther =
    base !== undefined && JSON.stringify(decidingKeys(base)) !== JSON.stringify(decidingKeys(rule));
  // Compared with what was just found, so that both look at the same time.
  const compared =
    isOther && !isPreviewOld ? `${forced.runs} ${JSON.stringify([range, decidingKeys(base)])}` : undefined;
  const saved = useLive<Preview>(compared, 0, async (signal, tell) => {
    if (base !== undefined) tell(await find(base, signal));
  });
  return {
    ...{ whyNot, funnel, preview, isPreviewOld, isLive, setLive },
    isFunnelOld: funnel.of !== question || whyNot !== undefined,
    saved: compared !== undefined && saved.of === compared ? saved.answer : undefined,
    isSlow: isLive && slowMs > LIVE_MOST_MS,
  };
}

function previewBody(rule: RuleDraft, range: TimeRange): JsonObject {
  const { from, interval } = rule;
  const window = triedWindow(
    {
      ...(typeof from === 'string' && { from }),
      ...(typeof interval === 'string' && { interval }),
    },
    range,
    Date.now(),
  );
  // A schedule that is none is refused by the server, which says what is wrong with it.
  return {
    ...triedRule(rule),
    ...(window ?? { invocationCount: 1, timeframeEnd: new Date().toISOString() }),
  };
}

function whyNotTried(rule: RuleDraft, checked: CheckedQuery): string | undefined {
  if (languageOf(rule) === undefined)
    return 'This version does not run rules of this type, so there is no preview.';
  const query = textOf(rule, 'query');
  if (textOf(rule, 'type') === 'eql' && query.trim() === '')
    return 'Write a query, and what it finds stands here.';
  const errors =
    checked.text === query ? checked.problems.filter(({ severity }) => severity === 'error').length : 0;
  if (errors > 0)
    return `The query has ${errors === 1 ? 'an error' : `${errors} errors`}: what is shown is of the text before.`;
  return undefined;
}
