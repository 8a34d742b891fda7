import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import type { JsonObject } from '../../../event/json.ts';
import { copyText } from '../../parts/copy.ts';
import { Notice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import classes from './alert-panel.module.css';
import { fieldRows, fieldsWith } from './document-fields.ts';
import { PanelSection } from './panel-section.tsx';

export interface ShownDocument {
  readonly name: string;
  readonly document: JsonObject;
}

const OF_RULE = 'kibana.alert.rule.';
const MOST_ROWS = 500;
const MOST_VALUES = 20;

interface DocumentChoiceProps {
  readonly documents: readonly ShownDocument[];
  readonly selected: string;
  readonly select: (name: string) => void;
}

/** All fields of the alert or of one of its events, to be searched. */
export function FieldsSection({ documents, select, selected }: DocumentChoiceProps): ReactNode {
  const [text, setText] = useState('');
  const shown = documents.find(({ name }) => name === selected) ?? documents[0];
  const all = useMemo(() => (shown === undefined ? [] : fieldRows(shown.document)), [shown]);
  const [isOfRule, setOfRule] = useState(false);
  const found = fieldsWith(all, text);
  // What the rule says of itself is long, stands above, and is the same in all of its alerts.
  const rows = isOfRule || text !== '' ? found : found.filter(({ path }) => !path.startsWith(OF_RULE));
  return (
    <PanelSection name="fields" title="All fields" aside={`${rows.length} of ${all.length}`}>
      <div className={classes['tools']}>
        <DocumentChoice documents={documents} selected={shown?.name ?? ''} select={select} />
        <TextInput
          aria-label="search in names and values of fields"
          placeholder="search names and values"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
      </div>
      {rows.length === 0 ? (
        <Notice title="No such field" action={<Button onClick={() => setText('')}>Show all</Button>}>
          None of the {all.length} fields has this in its name or value.
        </Notice>
      ) : (
        <table className={classes['table']}>
          <tbody>
            {rows.slice(0, MOST_ROWS).map(({ path, values }) => (
              <tr key={path}>
                <th scope="row">
                  <Value value={path} isCode />
                </th>
                <td>
                  {values.slice(0, MOST_VALUES).map((value, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a value may stand twice
                    <div key={at}>
                      <Value field={path} value={value} isCode />
                    </div>
                  ))}
                  {values.length > MOST_VALUES ? (
                    <span className="dim">and {values.length - MOST_VALUES} more</span>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length < found.length ? (
        <Button onClick={() => setOfRule(true)}>
          Show {found.length - rows.length} fields of the rule too
        </Button>
      ) : null}
      {rows.length > MOST_ROWS ? (
        <p className="dim">{rows.length - MOST_ROWS} more fields: search for them.</p>
      ) : null}
    </PanelSection>
  );
}

const MOST_LINES = 3_000;

export function JsonSection({
  documents,
  isOpen,
  open,
  select,
  selected,
}: {
  readonly documents: readonly ShownDocument[];
  readonly selected: string;
  readonly select: (name: string) => void;
  readonly isOpen: boolean;
  readonly open: () => void;
}): ReactNode {
  const shown = documents.find(({ name }) => name === selected) ?? documents[0];
  const text = useMemo(
    () => (isOpen && shown !== undefined ? JSON.stringify(shown.document, null, 2) : ''),
    [isOpen, shown],
  );
  const lines = text.split('\n');
  return (
    <PanelSection name="json" title="JSON" aside={isOpen ? `${lines.length} lines` : undefined}>
      {isOpen ? (
        <>
          <div className={classes['tools']}>
            <DocumentChoice documents={documents} selected={shown?.name ?? ''} select={select} />
            <Button onClick={() => void copyText(text)}>Copy</Button>
          </div>
          <pre className={classes['json']}>
            {lines.slice(0, MOST_LINES).map((line, at) => {
              const indent = /^ */.exec(line)?.[0] ?? '';
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
                <div key={at}>
                  {indent}
                  <Value value={line.slice(indent.length)} isCode />
                </div>
              );
            })}
          </pre>
          {lines.length > MOST_LINES ? (
            <p className="dim">{lines.length - MOST_LINES} more lines: Copy has all of them.</p>
          ) : null}
        </>
      ) : (
        <Button onClick={open}>Show JSON (m)</Button>
      )}
    </PanelSection>
  );
}

function DocumentChoice({ documents, select, selected }: DocumentChoiceProps): ReactNode {
  if (documents.length < 2) return null;
  return (
    <SegmentedControl
      aria-label="which document"
      data={documents.map(({ name }) => name)}
      value={selected}
      onChange={select}
    />
  );
}
