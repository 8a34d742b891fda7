/** What stands around every page: where to go, which time, whether the server is heard, and who is signed in. */
import { ActionIcon, Button, Tooltip, useMantineColorScheme } from '@mantine/core';
import { Component, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { copyText } from '../parts/copy.ts';
import { Icon } from '../parts/icon.tsx';
import { isNowhere } from '../parts/lost-focus.ts';
import { Loading, ProblemNotice } from '../parts/notice.tsx';
import { Time } from '../parts/time.tsx';
import { durationText } from '../parts/time-text.ts';
import { basePath } from '../server/base-path.ts';
import { openChanges, useConnection } from '../server/changes.ts';
import { useMe } from '../server/me.ts';
import { isProblem } from '../server/request.ts';
import { useAnnouncement } from './announcements.ts';
import { CommandPalette } from './command-palette.tsx';
import classes from './frame.module.css';
import { KeyList } from './key-list.tsx';
import { useKeys } from './keys.tsx';
import { Pages, PLACES, usualFromOf } from './places.tsx';
import { SignedOut } from './signed-out.tsx';
import { undoLatest } from './undo.ts';
import { absoluteLink } from './url-state.ts';
import { currentZone, offsetOf, toggleUtc, useZone } from './zone.ts';

type Overlay = 'keys' | 'commands';

export function Frame(): ReactNode {
  const me = useMe();
  const [isSignedOut, setSignedOut] = useState(false);
  useEffect(() => {
    const onSignedOut = (): void => setSignedOut(true);
    window.addEventListener('tripline-signed-out', onSignedOut);
    return () => window.removeEventListener('tripline-signed-out', onSignedOut);
  }, []);
  if (isSignedOut || isProblem(me.error, 401)) return <SignedOut />;
  if (me.error !== null) return <ProblemNotice error={me.error} retry={() => void me.refetch()} />;
  if (me.data === undefined) return <Loading height={400} label="who you are" />;
  return <SignedIn name={me.data.name} />;
}

function SignedIn({ name }: { readonly name: string }): ReactNode {
  const [path, go] = useLocation();
  const main = useRef<HTMLElement>(null);
  const [overlay, setOverlay] = useState<Overlay>();
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  useEffect(openChanges, []);
  const toggleTheme = (): void => {
    const isDark = document.documentElement.dataset['mantineColorScheme'] === 'dark';
    setColorScheme(isDark ? 'light' : 'dark');
  };
  const copyLink = (): void => {
    void copyText(absoluteLink(window.location.href, Date.now(), currentZone(), usualFromOf(path)));
  };
  useKeys('Everywhere', [
    ...PLACES.map(({ key, path: to, title }) => ({
      keys: `g ${key}`,
      does: `go to ${title}`,
      run: () => go(to),
    })),
    { keys: 'Mod-k', does: 'find a page or command', run: () => setOverlay('commands'), whileTyping: true },
    { keys: '?', does: 'show these keys', run: () => setOverlay('keys') },
    { keys: 'z', does: 'take back the last act', run: () => void undoLatest() },
    { keys: 'y', does: 'copy a link to exactly this', run: copyLink },
    { keys: 'U', does: 'local time or UTC', run: toggleUtc },
    { keys: '\\', does: 'dark or light', run: toggleTheme },
  ]);
  // What had the focus may have gone with the page before; the new one may have taken it already.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another page moves the focus
  useEffect(() => {
    if (isNowhere(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [path]);
  const place = PLACES.find(({ path: to }) => path === to || path.startsWith(`${to}/`));
  useEffect(() => {
    document.title = place === undefined ? 'Tripline' : `${place.title} · Tripline`;
  }, [place]);
  return (
    <div className={classes['frame']}>
      <a className={classes['skip']} href="#page">
        Skip to the page
      </a>
      <nav className={classes['rail']} aria-label="Pages">
        {PLACES.map(({ icon, key, path: to, title }) => (
          <Tooltip key={to} label={`${title} (g ${key})`} position="right">
            <a
              href={`${basePath}/app${to}`}
              aria-current={place?.path === to ? 'page' : undefined}
              onClick={event => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                go(to);
              }}
            >
              <Icon name={icon} size={18} />
              {title}
            </a>
          </Tooltip>
        ))}
      </nav>
      <header className={classes['top']}>
        <strong className={classes['place']}>{place?.title ?? 'Tripline'}</strong>
        <span className={classes['gap']} />
        <ConnectionState />
        <ZoneButton />
        <Tooltip label={`dark or light (\\), now ${colorScheme}`}>
          <ActionIcon aria-label="dark or light" onClick={toggleTheme}>
            <Icon name="theme" />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="copy a link to exactly this (y)">
          <ActionIcon aria-label="copy a link to exactly this" onClick={copyLink}>
            <Icon name="link" />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="find a page or command (Ctrl-K)">
          <ActionIcon aria-label="find a page or command" onClick={() => setOverlay('commands')}>
            <Icon name="hunt" />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="keys of this page (?)">
          <ActionIcon aria-label="keys of this page" onClick={() => setOverlay('keys')}>
            <Icon name="help" />
          </ActionIcon>
        </Tooltip>
        <span className={classes['who']} title={name}>
          {name}
        </span>
      </header>
      <StaleBar />
      <main ref={main} id="page" className={classes['page']} tabIndex={-1}>
        <PageFailure key={path}>
          <Suspense fallback={<Loading height={400} label="the page" />}>
            <Pages />
          </Suspense>
        </PageFailure>
      </main>
      <Announcements />
      {overlay === 'keys' ? <KeyList close={() => setOverlay(undefined)} /> : null}
      {overlay === 'commands' ? <CommandPalette close={() => setOverlay(undefined)} /> : null}
    </div>
  );
}

function ZoneButton(): ReactNode {
  const zone = useZone();
  const offset = offsetOf(Date.now(), zone);
  return (
    <Tooltip label="local time or UTC (Shift+U)">
      <Button variant="subtle" color="gray" onClick={toggleUtc}>
        {zone === 'UTC' ? 'UTC' : `${zone} ${offset}`}
      </Button>
    </Tooltip>
  );
}

function ConnectionState(): ReactNode {
  const { isLive } = useConnection();
  return (
    <span className={classes['connection']} data-live={isLive}>
      <span aria-hidden="true">{isLive ? '●' : '○'}</span> {isLive ? 'live' : 'not live'}
    </span>
  );
}

function StaleBar(): ReactNode {
  const { heardMs, isLive } = useConnection();
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    if (isLive) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isLive]);
  // A reconnect that succeeds at once is nobody's concern.
  if (isLive || nowMs - heardMs < 3_000) return null;
  return (
    <div className={classes['stale']} role="status">
      No updates since <Time at={heardMs} form="clock" /> ({durationText(nowMs - heardMs)}); trying again.
    </div>
  );
}

function Announcements(): ReactNode {
  const said = useAnnouncement();
  return (
    <div className={classes['announcements']} role="status" aria-live="polite">
      {said === undefined ? null : (
        <span className={classes['announcement']}>
          {said.text}
          {said.undo === undefined ? null : (
            <Button variant="subtle" onClick={said.undo}>
              Undo (z)
            </Button>
          )}
        </span>
      )}
    </div>
  );
}

/** A page that fails leaves the frame standing. */
class PageFailure extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <ProblemNotice error={this.state.error} retry={() => this.setState({ error: undefined })} />;
  }
}
