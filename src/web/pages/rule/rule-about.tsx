/** What it is for, in the author's words: description, ATT&CK, references, what it mistakes. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import type { StoredRule } from '../../server/rules.ts';
import { valuesText } from '../rules/rule-filter.ts';
import classes from './rule.module.css';

export function RuleAbout({ stored }: { readonly stored: UseQueryResult<StoredRule> }): ReactNode {
  const { data, error, refetch } = stored;
  if (data === undefined)
    return error === null ? (
      <Loading height={200} label="what it is for" />
    ) : (
      <ProblemNotice error={error} retry={() => void refetch()} />
    );
  const { author = [], false_positives: mistakes = [], index = [], references = [], tags = [] } = data;
  return (
    <dl className={classes['pairs']}>
      <dt>description</dt>
      <dd>
        <Value value={unwrapped(data.description)} />
      </dd>
      <Listed name="ATT&CK" count={data.threat?.length ?? 0}>
        <Threats threat={data.threat ?? []} />
      </Listed>
      <Listed name="false positives" count={mistakes.length}>
        {mistakes.map(mistake => (
          <li key={mistake}>
            <Value value={unwrapped(mistake)} />
          </li>
        ))}
      </Listed>
      <Listed name="references" count={references.length}>
        {references.map(reference => (
          <li key={reference}>
            <Reference address={reference} />
          </li>
        ))}
      </Listed>
      <Listed name="tags" count={tags.length}>
        {tags.map(tag => (
          <li key={tag}>
            <Link href={`/rules?${new URLSearchParams({ tag: valuesText([tag]) ?? '' })}`}>
              <Value value={tag} />
            </Link>
          </li>
        ))}
      </Listed>
      <Listed name="indices" count={index.length}>
        {index.map(pattern => (
          <li key={pattern}>
            <Value value={pattern} isCode />
          </li>
        ))}
      </Listed>
      <dt>rule id</dt>
      <dd>
        <Value value={data.rule_id} isCode />
      </dd>
      <dt>most alerts of a run</dt>
      <dd>{data.max_signals ?? 100}</dd>
      <Listed name="authors" count={author.length}>
        {author.map(one => (
          <li key={one}>
            <Value value={one} />
          </li>
        ))}
      </Listed>
      <dt>licence</dt>
      <dd>
        <Value value={data.license} />
      </dd>
    </dl>
  );
}

/** Authors break lines where their editor ends. */
function unwrapped(text: string): string {
  return text.trim().replace(/[ \t]*\r?\n[ \t]*/g, ' ');
}

function Listed({
  children,
  count,
  name,
}: {
  readonly name: string;
  readonly count: number;
  readonly children: ReactNode;
}): ReactNode {
  if (count === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <ul>{children}</ul>
      </dd>
    </>
  );
}

function Threats({ threat }: { readonly threat: NonNullable<StoredRule['threat']> }): ReactNode {
  return threat.map(({ tactic, technique = [] }) => (
    <li key={`${tactic?.id} ${technique.map(({ id }) => id).join(' ')}`}>
      <Named id={tactic?.id ?? ''} name={tactic?.name ?? ''} />
      <ul>
        {technique.map(({ id, name, subtechnique = [] }) => (
          <li key={id}>
            <Named id={id} name={name} />
            {subtechnique.length === 0 ? null : (
              <ul>
                {subtechnique.map(sub => (
                  <li key={sub.id}>
                    <Named id={sub.id} name={sub.name} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </li>
  ));
}

function Named({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  return (
    <>
      <Value value={id} isCode /> <Value value={name} />
    </>
  );
}

/** Only what is https is followed, and it is said where it leads. */
function Reference({ address }: { readonly address: string }): ReactNode {
  const host = httpsHostOf(address);
  if (host === undefined) return <Value value={address} isCode />;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      <Value value={address} /> <span className="dim">({host})</span>
    </a>
  );
}

function httpsHostOf(address: string): string | undefined {
  try {
    const { host, protocol } = new URL(address);
    return protocol === 'https:' ? host : undefined;
  } catch {
    return undefined;
  }
}
