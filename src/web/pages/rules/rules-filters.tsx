/** The counts of the head, each a filter, and menus of what the rules are about. */
import { Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, type RefObject, useMemo, useState } from 'react';
import type { RuleOverviewRow, RulesOverview } from '../../../api/rules-overview.ts';
import type { SetUrl } from '../../frame/url-state.ts';
import { Value } from '../../parts/value.tsx';
import {
  FACETS,
  type FacetName,
  facetValues,
  KIND_WORDS,
  KINDS,
  type RuleFilter,
  valuesText,
} from './rule-filter.ts';
import classes from './rules.module.css';

const FACET_WORDS: { readonly [name in FacetName]: string } = {
  tactic: 'Tactic',
  tag: 'Tag',
  severity: 'Severity',
  type: 'Type',
  source: 'From',
};
/** What is mostly none is shown only where it is some. */
const ALWAYS: readonly string[] = ['on', 'gaps', 'failing', 'neverFires'];

export function RulesFilters({
  counts,
  filter,
  ref,
  rules,
  setUrl,
}: {
  readonly counts: RulesOverview['counts'];
  readonly filter: RuleFilter;
  readonly rules: readonly RuleOverviewRow[];
  readonly setUrl: SetUrl;
  readonly ref: RefObject<HTMLDivElement | null>;
}): ReactNode {
  const kinds = KINDS.filter(kind => ALWAYS.includes(kind) || counts[kind] > 0 || filter.kind === kind);
  return (
    <div
      ref={ref}
      role="toolbar"
      aria-label="counts and filters"
      className={classes['filters']}
      onKeyDown={moveFocus}
    >
      {kinds.map(kind => (
        <Button
          key={kind}
          size="compact-sm"
          variant={filter.kind === kind ? 'filled' : 'default'}
          aria-pressed={filter.kind === kind}
          onClick={() => setUrl({ show: filter.kind === kind ? undefined : kind }, { push: true })}
        >
          <b className="num">{counts[kind].toLocaleString('en')}</b>&nbsp;{KIND_WORDS[kind]}
        </Button>
      ))}
      <span className={classes['divider']} />
      {FACETS.map(name => (
        <Facet key={name} name={name} filter={filter} rules={rules} setUrl={setUrl} />
      ))}
    </div>
  );
}

/** Left and right go from one to the next; each is also a stop of Tab. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0 || !(event.target instanceof HTMLButtonElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(event.target);
  if (at === -1) return;
  event.preventDefault();
  buttons[(at + by + buttons.length) % buttons.length]?.focus();
}

/** With more values than this, there is a field to find one. */
const MOST_WITHOUT_SEARCH = 12;
const MOST_SHOWN = 200;

function Facet({
  filter,
  name,
  rules,
  setUrl,
}: {
  readonly name: FacetName;
  readonly filter: RuleFilter;
  readonly rules: readonly RuleOverviewRow[];
  readonly setUrl: SetUrl;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const chosen = filter.facets[name];
  const word = FACET_WORDS[name];
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant={chosen.length > 0 ? 'filled' : 'default'}
          aria-label={chosen.length > 0 ? `${word}: ${chosen.length} chosen` : word}
          onClick={() => setOpen(!isOpen)}
        >
          {word}
          {chosen.length > 0 ? ` ${chosen.length}` : ''}&nbsp;<span aria-hidden="true">▾</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes['facet'] ?? ''}>
        {isOpen ? (
          <FacetValues
            word={word}
            name={name}
            filter={filter}
            rules={rules}
            choose={values => setUrl({ [name]: valuesText(values) })}
          />
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function FacetValues({
  choose,
  filter,
  name,
  rules,
  word,
}: {
  readonly word: string;
  readonly name: FacetName;
  readonly filter: RuleFilter;
  readonly rules: readonly RuleOverviewRow[];
  readonly choose: (values: readonly string[]) => void;
}): ReactNode {
  const [text, setText] = useState('');
  const all = useMemo(() => facetValues(rules, filter, name), [rules, filter, name]);
  const chosen = filter.facets[name];
  const found = all.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
  const shown = found.slice(0, MOST_SHOWN);
  return (
    // The keys of the list are not those of what lies over it.
    <fieldset
      className={classes['values']}
      onKeyDown={event => {
        if (event.key !== 'Tab') event.stopPropagation();
      }}
    >
      <legend className="unseen">{word}</legend>
      {all.length > MOST_WITHOUT_SEARCH ? (
        <TextInput
          data-autofocus
          aria-label={`find a value of ${word}`}
          placeholder="find"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
      ) : null}
      <div className={classes['list']}>
        {shown.map(({ count, label, value }) => (
          <Checkbox
            key={value}
            checked={chosen.includes(value)}
            onChange={event =>
              choose(event.currentTarget.checked ? [...chosen, value] : chosen.filter(one => one !== value))
            }
            label={
              <>
                <Value value={label} /> <span className="dim num">{count.toLocaleString('en')}</span>
              </>
            }
          />
        ))}
        {found.length > shown.length ? (
          <p className="dim">{found.length - shown.length} more: type to find them</p>
        ) : null}
        {found.length === 0 ? <p className="dim">no such value</p> : null}
      </div>
      {chosen.length > 0 ? <Button onClick={() => choose([])}>Clear</Button> : null}
    </fieldset>
  );
}
