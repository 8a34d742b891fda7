import { Tabs } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import { useUrlState } from '../../frame/url-state.ts';
import { Loading } from '../../parts/notice.tsx';
import classes from './settings.module.css';

const TABS = [
  { value: 'access', title: 'Access', Content: lazy(() => import('./access-tab.tsx')) },
  { value: 'users', title: 'Users', Content: lazy(() => import('./users-tab.tsx')) },
  { value: 'exceptions', title: 'Exceptions', Content: lazy(() => import('./exceptions-tab.tsx')) },
  { value: 'lists', title: 'Value lists', Content: lazy(() => import('./value-lists-tab.tsx')) },
  { value: 'health', title: 'Store and health', Content: lazy(() => import('./health-tab.tsx')) },
  { value: 'keyboard', title: 'Keyboard', Content: lazy(() => import('./keyboard-tab.tsx')) },
  { value: 'about', title: 'About', Content: lazy(() => import('./about-tab.tsx')) },
] as const;

export default function SettingsPage(): ReactNode {
  const [params, setUrl] = useUrlState();
  const named = params.get('tab');
  const chosen = TABS.some(({ value }) => value === named) ? named : TABS[0].value;
  return (
    <div className={classes['page']}>
      <h1 className="unseen">Settings</h1>
      <Tabs value={chosen} onChange={value => setUrl({ tab: value ?? undefined }, { push: true })}>
        <Tabs.List>
          {TABS.map(({ title, value }) => (
            <Tabs.Tab key={value} value={value}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(({ Content, value }) => (
          <Tabs.Panel key={value} value={value} className={classes['panel']}>
            <Suspense fallback={<Loading height={200} label="settings" />}>
              <Content />
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
