import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { isJsonObject } from '../../../event/json.ts';
import { Loading, Notice } from '../../parts/notice.tsx';
import type { AlertAnswer } from '../../server/alert-answers.ts';
import { useGuideSteps, useMarkStep } from '../../server/guide.ts';
import { useReadOnlyReason } from '../../server/me.ts';
import { eventDocuments, textIn } from './alert-facts.ts';
import { PanelSection } from './panel-section.tsx';

const GuideText = lazy(() => import('../../parts/guide-text.tsx'));

export function GuideSection({
  alert,
  atMs,
}: {
  readonly alert: AlertAnswer;
  readonly atMs: number;
}): ReactNode {
  const markdown = textIn(alert.document, 'kibana.alert.rule.note') ?? noteOfParameters(alert);
  const readOnly = useReadOnlyReason('triage');
  const { data, error } = useGuideSteps(alert.uuid);
  const mark = useMarkStep(alert.uuid);
  const documents = useMemo(() => [alert.document, ...eventDocuments(alert)], [alert]);
  const reason = readOnly ?? (error === null ? undefined : 'which steps are done could not be read');
  return (
    <PanelSection
      name="guide"
      title="Guide"
      aside={
        data === undefined
          ? undefined
          : `${data.done.length} ${data.done.length === 1 ? 'step' : 'steps'} done`
      }
    >
      {markdown === undefined ? (
        <Notice title="No guide">The rule has none. Its author would write it as `note`.</Notice>
      ) : (
        <Suspense fallback={<Loading height={200} label="the guide" />}>
          <GuideText
            markdown={markdown}
            documents={documents}
            alertAtMs={atMs}
            done={data?.done ?? []}
            mark={reason === undefined ? (index, isDone) => void mark(index, isDone) : undefined}
            reason={reason}
          />
        </Suspense>
      )}
    </PanelSection>
  );
}

function noteOfParameters({ document }: AlertAnswer): string | undefined {
  const parameters = document['kibana.alert.rule.parameters'];
  return isJsonObject(parameters) ? textIn(parameters, 'note') : undefined;
}
