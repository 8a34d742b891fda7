/** The pages that there are: a new one is a line in each of two lists. */
import { lazy, type ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import type { IconName } from '../parts/icon.tsx';
import { Notice } from '../parts/notice.tsx';
import { Landing } from './landing.tsx';

export interface Place {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** After `g`. */
  readonly key: string;
  /** Where its time begins unless the address says so; undefined where it has no time. */
  readonly usualFrom?: string;
}

export const PLACES: readonly Place[] = [
  { path: '/alerts', title: 'Alerts', icon: 'alerts', key: 'a', usualFrom: 'now-24h' },
  { path: '/rules', title: 'Rules', icon: 'rules', key: 'r' },
  { path: '/hunt', title: 'Hunt', icon: 'hunt', key: 'h', usualFrom: 'now-24h' },
  { path: '/coverage', title: 'Coverage', icon: 'coverage', key: 'c', usualFrom: 'now-30d' },
  { path: '/sources', title: 'Sources', icon: 'sources', key: 's' },
  { path: '/settings', title: 'Settings', icon: 'settings', key: ',' },
];

export function usualFromOf(path: string): string | undefined {
  return PLACES.find(({ path: to }) => path === to || path.startsWith(`${to}/`))?.usualFrom;
}

const AlertsPage = lazy(() => import('../pages/alerts/alerts-page.tsx'));
const AlertPage = lazy(() => import('../pages/alert/alert-page.tsx'));
const RulesPage = lazy(() => import('../pages/rules/rules-page.tsx'));
const RulePage = lazy(() => import('../pages/rule/rule-page.tsx'));
const EditorPage = lazy(() => import('../pages/editor/editor-page.tsx'));
const HuntPage = lazy(() => import('../pages/hunt/hunt-page.tsx'));
const CoveragePage = lazy(() => import('../pages/coverage/coverage-page.tsx'));
const SourcesPage = lazy(() => import('../pages/sources/sources-page.tsx'));
const SettingsPage = lazy(() => import('../pages/settings/settings-page.tsx'));
const WelcomePage = lazy(() => import('../pages/welcome/welcome-page.tsx'));

export function Pages(): ReactNode {
  return (
    <Switch>
      <Route path="/">
        <Landing />
      </Route>
      <Route path="/welcome" component={WelcomePage} />
      <Route path="/alerts" component={AlertsPage} />
      <Route path="/alerts/:uuid">{({ uuid }) => <AlertPage uuid={uuid} />}</Route>
      <Route path="/rules" component={RulesPage} />
      <Route path="/rules/new">
        <EditorPage />
      </Route>
      <Route path="/rules/:id">{({ id }) => <RulePage id={id} />}</Route>
      <Route path="/rules/:id/edit">{({ id }) => <EditorPage id={id} />}</Route>
      <Route path="/hunt" component={HuntPage} />
      <Route path="/coverage" component={CoveragePage} />
      <Route path="/sources" component={SourcesPage} />
      <Route path="/settings" component={SettingsPage} />
      <Route>
        <Notice title="There is no such page">The address is misspelt, or what it named is gone.</Notice>
      </Route>
    </Switch>
  );
}
