/** The whole rule as a rule file has it. What is written here is taken over as soon as it is a rule. */
import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { copyText } from '../../parts/copy.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import classes from './editor.module.css';
import type { RuleDraft } from './rule-draft.ts';
import type { TomlRule } from './rule-toml.ts';

interface TomlTabProps {
  readonly rule: RuleDraft;
  readonly setRule: (rule: RuleDraft) => void;
}

export function TomlTab(props: TomlTabProps): ReactNode {
  // What reads rule files is large, and only wanted here.
  const toml = useQuery({
    queryKey: ['code', 'rule-toml'],
    queryFn: () => import('./rule-toml.ts'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (toml.error !== null) return <ProblemNotice error={toml.error} retry={() => void toml.refetch()} />;
  if (toml.data === undefined) return <Loading height={400} label="TOML" />;
  return <TomlText {...props} {...toml.data} />;
}

function TomlText({
  rule,
  ruleOfToml,
  setRule,
  tomlOf,
}: TomlTabProps & typeof import('./rule-toml.ts')): ReactNode {
  const [text, setText] = useState(() => tomlOf(rule));
  const [read, setRead] = useState<TomlRule>(() => ruleOfToml(text));
  return (
    <div className={classes['form']}>
      <div className={classes['bar']}>
        <span className="dim">
          {read.rule === undefined
            ? 'This text is no rule yet: the other tabs still show the last one that was.'
            : 'What you write here is what the other tabs show.'}
        </span>
        <Button onClick={() => void copyText(text)}>Copy</Button>
      </div>
      <Textarea
        className={classes['code'] ?? ''}
        aria-label="Rule as TOML"
        autosize
        minRows={16}
        spellCheck={false}
        value={text}
        onChange={event => {
          const next = event.currentTarget.value;
          const now = ruleOfToml(next);
          setText(next);
          setRead(now);
          if (now.rule !== undefined)
            setRule({ ...now.rule, enabled: now.rule['enabled'] ?? rule['enabled'] ?? true });
        }}
      />
      <ul className={classes['problems']}>
        {read.problems.map(({ code, column, help, line, message, severity }) => (
          <li
            key={`${line} ${column} ${code} ${message}`}
            className={classes['problem']}
            data-severity={severity}
          >
            {line === null ? '' : `line ${line}, column ${column}: `}
            {severity} <code>{code}</code> <Value value={message} />
            {help === null ? null : (
              <div className="dim">
                <Value value={help} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
