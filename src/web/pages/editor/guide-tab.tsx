/** What an analyst is told who has to judge an alert of the rule. */
import { lazy, type ReactNode, Suspense } from 'react';
import { Loading } from '../../parts/notice.tsx';
import classes from './editor.module.css';
import { type ChangeRule, type RuleDraft, textOf } from './rule-draft.ts';
import { LongTextOfRule } from './rule-inputs.tsx';

const GuideText = lazy(() => import('../../parts/guide-text.tsx'));
/** There is no alert whose values it could name. */
const NO_DOCUMENTS: readonly [] = [];

export function GuideTab({
  change,
  rule,
}: {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
}): ReactNode {
  const note = textOf(rule, 'note');
  return (
    <div className={classes['form']}>
      <LongTextOfRule
        {...{ rule, change }}
        of="note"
        label="Investigation guide"
        hint="Markdown; each heading becomes a step that can be ticked off, {{host.name}} the value of the alert"
        rows={16}
      />
      {note.trim() === '' ? null : (
        <section aria-label="The guide as it is shown">
          <Suspense fallback={<Loading height={200} label="the guide" />}>
            <GuideText
              markdown={note}
              documents={NO_DOCUMENTS}
              alertAtMs={0}
              done={[]}
              mark={undefined}
              reason="Steps are ticked off at an alert."
            />
          </Suspense>
        </section>
      )}
      <LongTextOfRule
        {...{ rule, change }}
        of="setup"
        label="Setup"
        hint="Markdown: what must be set up for the rule to work"
        rows={5}
      />
    </div>
  );
}
