/** One rule: is it healthy, what does it ask, and what came of it. */
import { Tabs } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { type KeyBinding, useKeys } from '../../frame/keys.tsx';
import { useUrlState } from '../../frame/url-state.ts';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { QueryText } from '../../parts/query-text.tsx';
import { ScheduleDrawing } from '../../parts/schedule-drawing.tsx';
import { useActing } from '../../parts/use-acting.ts';
import { useReadOnlyReason } from '../../server/me.ts';
import { isProblem } from '../../server/request.ts';
import { useRuleHealth, useStoredRule } from '../../server/rules.ts';
import { PastWork } from './past-work.tsx';
import classes from './rule.module.css';
import { RuleAbout } from './rule-about.tsx';
import { RuleAlerts } from './rule-alerts.tsx';
import { RuleChanges } from './rule-changes.tsx';
import { RuleData } from './rule-data.tsx';
import { RuleDiagnostics } from './rule-diagnostics.tsx';
import { RuleExceptions } from './rule-exceptions.tsx';
import { RuleGuide } from './rule-guide.tsx';
import { RuleHead } from './rule-head.tsx';
import { RuleRuns } from './rule-runs.tsx';
import { RunDialog } from './run-dialog.tsx';
import { useRuleActs } from './use-rule-acts.ts';

const TABS = ['alerts', 'runs', 'exceptions', 'changes', 'guide', 'about', 'text'] as const;
type TabName = (typeof TABS)[number];
const TAB_WORDS: { readonly [name in TabName]: string } = {
  alerts: 'Alerts',
  runs: 'Runs',
  exceptions: 'Exceptions',
  changes: 'Changes',
  guide: 'Guide',
  about: 'About',
  text: 'As TOML',
};

export default function RulePage({ id }: { readonly id: string }): ReactNode {
  const health = useRuleHealth(id);
  if (health.data === undefined) {
    if (health.error === null) return <Loading height={480} label="the rule" />;
    if (isProblem(health.error, 404))
      return (
        <Notice title="There is no such rule">
          It was deleted, or its file is gone. <a href="../rules">All rules</a>
        </Notice>
      );
    return <ProblemNotice error={health.error} retry={() => void health.refetch()} />;
  }
  return <OneRule key={id} rule={health.data} error={health.error} />;
}

function OneRule({ error, rule }: { readonly rule: RuleHealth; readonly error: unknown }): ReactNode {
  const [params, setUrl] = useUrlState();
  const [, go] = useLocation();
  const stored = useStoredRule(rule.id);
  const readOnly = useReadOnlyReason('author');
  const acting = useActing();
  const acts = useRuleActs(rule, acting);
  const [isRunning, setRunning] = useState(false);
  const tab = TABS.find(name => name === params.get('tab')) ?? 'alerts';
  const show = (name: string | null): void =>
    setUrl({ tab: name === 'alerts' ? undefined : (name ?? undefined) });
  const step = (by: number): void => show(TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] ?? null);
  const unlessReadOnly = (run: () => void) => (): void => {
    if (readOnly === undefined) run();
    else acting.refuse(readOnly);
  };
  const keys: readonly KeyBinding[] = [
    { keys: 'e', does: 'edit', run: () => go(`/rules/${rule.id}/edit`) },
    { keys: ' ', does: 'switch on or off', run: unlessReadOnly(acts.toggle) },
    { keys: 'R', does: 'run over a window of the past', run: unlessReadOnly(() => setRunning(true)) },
    { keys: 'G', does: 'fill its gaps', run: unlessReadOnly(acts.fillAll) },
    { keys: 'D', does: 'duplicate', run: unlessReadOnly(acts.duplicate) },
    { keys: ']', does: 'next part', run: () => step(1) },
    { keys: '[', does: 'previous part', run: () => step(-1) },
  ];
  // A dialogue has the keys to itself.
  useKeys('Rule', isRunning ? [] : keys);
  const said = [...rule.problems, ...rule.lints];
  return (
    <div className={classes['page']}>
      <RuleHead rule={rule} readOnly={readOnly} acting={acting} acts={acts} run={() => setRunning(true)} />
      {error === null ? null : <ProblemNotice error={error} />}
      {acting.problem === undefined ? null : <ProblemNotice error={acting.problem} />}
      <section className={classes['section']} aria-label="schedule">
        <ScheduleDrawing
          intervalMs={rule.schedule.intervalMs}
          lookBackMs={rule.schedule.lookBackMs}
          {...(rule.schedule.maxspanMs !== undefined && { maxspanMs: rule.schedule.maxspanMs })}
        />
      </section>
      <PastWork
        rule={rule}
        readOnly={readOnly}
        acts={acts}
        chosen={params.get('run') ?? undefined}
        choose={id => setUrl({ run: id, tab: 'runs' })}
      />
      <div className={classes['columns']}>
        <div className={classes['section']}>
          {rule.query === undefined ? (
            <p className="dim">Rules of this type have no query.</p>
          ) : (
            <QueryText text={rule.query} title={`Query${languageText(rule.language)}`} />
          )}
        </div>
        <div>
          <section className={classes['section']} aria-labelledby="lints-heading">
            <h2 id="lints-heading">
              {said.length === 0 ? 'Nothing to say about how it is written' : `Problems ${said.length}`}
            </h2>
            <RuleDiagnostics said={said} />
          </section>
          <RuleData data={rule.data} />
        </div>
      </div>
      <Tabs value={tab} onChange={show}>
        <Tabs.List aria-label="parts of the rule">
          {TABS.map(name => (
            <Tabs.Tab key={name} value={name}>
              {TAB_WORDS[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={classes['panel'] ?? ''}>
          {tab === 'alerts' ? <RuleAlerts rule={rule} /> : null}
          {tab === 'runs' ? <RuleRuns rule={rule} chosen={params.get('run') ?? undefined} /> : null}
          {tab === 'exceptions' ? (
            <RuleExceptions
              id={rule.id}
              lists={stored.data?.exceptions_list}
              readOnly={readOnly}
              acting={acting}
            />
          ) : null}
          {tab === 'changes' ? <RuleChanges rule={rule} stored={stored} /> : null}
          {tab === 'guide' ? <RuleGuide stored={stored} /> : null}
          {tab === 'about' ? <RuleAbout stored={stored} /> : null}
          {tab === 'text' ? <QueryText text={rule.text} title="The rule as TOML" /> : null}
        </Tabs.Panel>
      </Tabs>
      {isRunning ? <RunDialog rule={rule} close={() => setRunning(false)} /> : null}
    </div>
  );
}

const LANGUAGES: { readonly [language: string]: string } = {
  eql: 'EQL',
  kuery: 'KQL',
  esql: 'ES|QL',
  lucene: 'Lucene',
};

function languageText(language: string | undefined): string {
  return language === undefined ? '' : ` in ${LANGUAGES[language] ?? 'another language'}`;
}
