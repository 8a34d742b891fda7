import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { valuesOf } from '../../event/field-value.ts';
import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import { basePath } from '../server/base-path.ts';
import { useGuideSearch } from '../server/guide.ts';
import type { GuideSearch } from './guide-search.ts';
import classes from './guide-text.module.css';
import { ProblemNotice } from './notice.tsx';
import { tellingFields } from './sequence-timeline-steps.ts';
import { Time } from './time.tsx';
import { Value } from './value.tsx';

/** A search that a guide proposes: its count comes when it is seen, its first rows when it is opened. */
export function GuideSearchButton({ search }: { readonly search: GuideSearch }): ReactNode {
  const box = useRef<HTMLSpanElement>(null);
  const [isSeen, setSeen] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const canRun = search.missing.length === 0 && search.query !== '';
  const { data, error, refetch } = useGuideSearch(search, canRun && (isSeen || isOpen));
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new IntersectionObserver(entries => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  if (!canRun)
    return (
      <span ref={box} className="dim">
        <Value value={search.label} /> (
        {search.missing.length === 0
          ? 'the guide does not say what to look for'
          : `not to be run: the alert has no ${search.missing.join(', ')}`}
        )
      </span>
    );
  const where = search.alertClause === undefined ? 'hunt' : 'alerts';
  const address = new URLSearchParams({
    ...(where === 'hunt' ? { lang: 'kql' } : {}),
    q: search.query,
    from: search.from,
    to: search.to,
  });
  return (
    <span ref={box}>
      <Button size="compact-xs" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} title={search.query}>
        <Value value={search.label} />
        &nbsp;{data === undefined ? '' : `[${data.total.toLocaleString('en')}${data.isAtLeast ? '+' : ''}]`}
      </Button>
      {isOpen ? (
        <span className={classes['found']}>
          {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
          {data?.rows.map(({ document, id }) => (
            <FoundRow key={id} document={document} />
          ))}
          {data?.total === 0 ? <span className="dim">nothing</span> : null}
          <span className="dim">
            <Time at={search.from} /> to <Time at={search.to} /> ·{' '}
            <a href={`${basePath}/app/${where}?${address}`}>
              {where === 'hunt' ? 'all in Hunt' : 'all in Alerts'}
            </a>
          </span>
        </span>
      ) : null}
    </span>
  );
}

function FoundRow({ document }: { readonly document: JsonObject }): ReactNode {
  const [time] = valuesOf(readField(document, '@timestamp'));
  const [reason] = valuesOf(readField(document, 'kibana.alert.reason'));
  return (
    <span className={classes['row']}>
      <Time at={String(time)} />
      {reason !== undefined ? (
        <Value value={String(reason)} />
      ) : (
        tellingFields(document).map(({ field, value }) => (
          <Value key={field} field={field} value={value} isCode />
        ))
      )}
    </span>
  );
}
