/** Above the list: the query, its range, the views, and what it is filtered by. */
import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo, type ReactNode, type Ref, useState } from 'react';
import type { AlertSnapshot, FacetName } from '../../../api/alert-list.ts';
import type { SetUrl } from '../../frame/url-state.ts';
import { FacetMenu } from '../../parts/facet-menu.tsx';
import { KqlInput } from '../../parts/kql-input.tsx';
import type { FieldHint } from '../../parts/kql-input-completion.ts';
import { RangePicker } from '../../parts/range-picker.tsx';
import { SaveViews } from '../../parts/save-views.tsx';
import { useSnapshotCounts } from '../../server/alerts.ts';
import { useMe } from '../../server/me.ts';
import { ask } from '../../server/request.ts';
import { ALERT_FIELDS } from './alert-fields.ts';
import {
  type AlertQuestion,
  bodyOf,
  FILTERS,
  type FilterDeclaration,
  type FilterName,
  filterText,
  GROUPINGS,
  SORTS,
} from './alert-question.ts';
import classes from './alerts-page.module.css';
import { SeverityLine } from './severity-line.tsx';

interface HeadProps {
  readonly question: AlertQuestion;
  readonly snapshot: AlertSnapshot | undefined;
  readonly setUrl: SetUrl;
}

interface AlertsHeadProps extends HeadProps {
  readonly inputRef: Ref<HTMLInputElement>;
  readonly isNarrow: boolean;
}

export const AlertsHead: (props: AlertsHeadProps) => ReactNode = memo(function AlertsHead({
  inputRef,
  isNarrow,
  question,
  setUrl,
  snapshot,
}: AlertsHeadProps): ReactNode {
  const [isEditing, setEditing] = useState(false);
  const [areFiltersShown, setFiltersShown] = useState(false);
  const { data: eventFields = [] } = useEventFields(isEditing);
  const { data: me } = useMe();
  const fields = [...ALERT_FIELDS, ...eventFields];
  const valuesOf = (field: string): readonly string[] => {
    const filter = FILTERS.find(one => one.field === field || one.param === field);
    const facet = filter === undefined ? undefined : facetOf(snapshot, filter.name);
    return facet?.map(({ value }) => value) ?? fields.find(({ name }) => name === field)?.examples ?? [];
  };
  const choose = (name: FilterName, param: string, values: readonly string[]): void =>
    setUrl({ [param]: filterText(name, values) }, { push: true });
  const chosenCount = Object.keys(question.filters).length;
  return (
    <div className={classes['top']}>
      <div className={classes['line']}>
        <KqlInput
          inputRef={inputRef}
          label="query"
          placeholder="severity: (high or critical) and host.name: FS*   ( / )"
          fields={fields}
          valuesOf={valuesOf}
          value={question.query}
          onEdit={() => setEditing(true)}
          onSubmit={q => setUrl({ q }, { push: true })}
        />
        <RangePicker />
        {isNarrow ? (
          <Button aria-expanded={areFiltersShown} onClick={() => setFiltersShown(!areFiltersShown)}>
            Filters ({chosenCount})
          </Button>
        ) : null}
      </div>
      <div className={classes['middle']}>
        {isNarrow && !areFiltersShown ? null : (
          <SaveViews
            place="alerts"
            builtIn={[
              { name: 'All to do', search: '' },
              { name: 'My queue', search: `assignee=${filterText('assignee', [me?.name ?? '']) ?? ''}` },
              { name: 'New', search: 'status=open' },
              { name: 'Unassigned', search: 'assignee=~' },
            ]}
            go={search => setUrl(fromSearch(search), { push: true })}
          />
        )}
        <SeverityLine {...{ isNarrow, question, setUrl, snapshot }} />
      </div>
      {isNarrow && !areFiltersShown ? null : (
        <div className={classes['filters']}>
          {FILTERS.map(filter => (
            <Filter
              key={filter.name}
              {...{ filter, question, snapshot }}
              choose={values => choose(filter.name, filter.param, values)}
            />
          ))}
          <ChoiceMenu
            label="Group"
            choices={[['', 'none'], ...GROUPINGS]}
            chosen={question.group ?? ''}
            choose={group => setUrl({ group }, { push: true })}
          />
          <ChoiceMenu
            label="Sort"
            choices={SORTS}
            chosen={question.sort}
            choose={sort => setUrl({ sort: sort === 'severity' ? undefined : sort }, { push: true })}
          />
        </div>
      )}
    </div>
  );
});

/** A view's address in place of this one. */
function fromSearch(search: string): { readonly [name: string]: string | undefined } {
  const names = ['q', 'from', 'to', 'group', 'sort', 'open', ...FILTERS.map(({ param }) => param)];
  const params = new URLSearchParams(search);
  return Object.fromEntries(names.map(name => [name, params.get(name) ?? undefined]));
}

function facetOf(
  snapshot: AlertSnapshot | undefined,
  name: FilterName,
): AlertSnapshot['facets'][FacetName] | undefined {
  const facets: { readonly [name in FilterName]?: AlertSnapshot['facets'][FacetName] } =
    snapshot?.facets ?? {};
  return facets[name];
}

/** With values chosen, the list knows no others: these are asked for when the menu opens. */
function Filter({
  choose,
  filter: { label, name, none },
  question,
  snapshot,
}: Omit<HeadProps, 'setUrl'> & {
  readonly filter: FilterDeclaration;
  readonly choose: (values: readonly string[]) => void;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const chosen = question.filters[name] ?? [];
  const { [name]: _, ...others } = question.filters;
  const { data: all } = useSnapshotCounts(
    bodyOf({ ...question, filters: others, group: undefined }),
    snapshot?.id ?? '',
    isOpen && chosen.length > 0,
  );
  const facet = facetOf(all, name) ?? facetOf(snapshot, name);
  // What the list has no counts of comes by a link, and can be taken away.
  if (chosen.length === 0 && (name === 'technique' || name === 'tag')) return null;
  const more: { readonly [name in FilterName]?: number } = (all ?? snapshot)?.more ?? {};
  return (
    <FacetMenu
      {...{ label, none, chosen }}
      choices={facet ?? []}
      more={more[name] ?? 0}
      onChoose={choose}
      onOpen={setOpen}
    />
  );
}

function ChoiceMenu<T extends string>({
  choices,
  choose,
  chosen,
  label,
}: {
  readonly label: string;
  readonly choices: readonly (readonly [T, string])[];
  readonly chosen: T;
  readonly choose: (value: T) => void;
}): ReactNode {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button>
          {label}: {choices.find(([value]) => value === chosen)?.[1]}
          <span aria-hidden="true">&nbsp;▾</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(([value, text]) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={value === chosen}
            onClick={() => choose(value)}
          >
            {text}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface FieldsAnswer {
  readonly fields: readonly {
    readonly name: string;
    readonly type: string;
    readonly examples: readonly (string | number | boolean)[];
  }[];
}

/** Fields of events, which alerts have too; fetched when somebody begins to write. */
function useEventFields(isWanted: boolean): { readonly data: readonly FieldHint[] | undefined } {
  return useQuery({
    queryKey: ['fields-of-events'],
    queryFn: async ({ signal }): Promise<readonly FieldHint[]> => {
      const { fields } = await ask<FieldsAnswer>('/api/tripline/fields', { query: { size: 999 }, signal });
      return fields.map(({ examples, name, type }) => ({
        name,
        about: type,
        examples: examples.map(String),
      }));
    },
    staleTime: 300_000,
    enabled: isWanted,
  });
}
