/**
 * The only way in which text of events, rules and guides reaches a screen: isolated from the direction of the text
 * around it, with what cannot be seen named, cut where it is long, and never a link, an image or a style. With a
 * `field` it has a menu of what can be done with it, which the page around it gives (`ValueActions`).
 */
import { Menu } from '@mantine/core';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { copyText } from './copy.ts';
import { defanged, type Piece, type ShownText, shownText } from './shown-text.ts';
import classes from './value.module.css';

export type ShownValue = string | number | boolean | null | undefined;

export interface ValueAction {
  readonly label: string;
  /** Undefined: not for this field. */
  readonly run?: ((field: string, value: string | number | boolean) => void) | undefined;
}

const Actions = createContext<readonly ValueAction[]>([]);
/** What the values below can be used for: filter, hunt, group, exception. */
export const ValueActions = Actions.Provider;

const SHORT = 4_096;
const LONG = 65_536;

export function Value({
  field,
  isCode = false,
  isJoinKey = false,
  value,
}: {
  readonly value: ShownValue;
  /** Its ECS name: gives the value its menu. */
  readonly field?: string;
  /** In the typeface of commands and paths. */
  readonly isCode?: boolean;
  readonly isJoinKey?: boolean;
}): ReactNode {
  const [most, setMost] = useState(SHORT);
  if (value === undefined || value === null) return <span className="dim">–</span>;
  const shown = shownText(String(value), most);
  const text = <Text shown={shown} isCode={isCode} isJoinKey={isJoinKey} />;
  return (
    <>
      {field === undefined ? (
        text
      ) : (
        <WithMenu field={field} value={value} label={labelOf(field, value, shown)}>
          {text}
        </WithMenu>
      )}
      {shown.cut > 0 ? (
        <Rest cut={shown.cut} value={String(value)} show={most < LONG ? () => setMost(LONG) : undefined} />
      ) : null}
    </>
  );
}

function WithMenu({
  children,
  field,
  label,
  value,
}: {
  readonly field: string;
  readonly label: string | undefined;
  readonly value: string | number | boolean;
  readonly children: ReactNode;
}): ReactNode {
  const actions = useContext(Actions);
  const [isOpen, setOpen] = useState(false);
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-start" withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={classes['button']}
          aria-label={label}
          onKeyDown={event => {
            if (event.key !== '.') return;
            event.preventDefault();
            event.stopPropagation();
            setOpen(true);
          }}
        >
          {children}
        </button>
      </Menu.Target>
      {isOpen ? (
        <Menu.Dropdown>
          <Menu.Label>{field}</Menu.Label>
          {actions.map(({ label, run }) =>
            run === undefined ? null : (
              <Menu.Item key={label} onClick={() => run(field, value)}>
                {label}
              </Menu.Item>
            ),
          )}
          <Menu.Item onClick={() => void copyText(String(value))}>Copy</Menu.Item>
          <Menu.Item onClick={() => void copyText(defanged(String(value)))}>Copy defanged</Menu.Item>
        </Menu.Dropdown>
      ) : null}
    </Menu>
  );
}

/** With the name of the field, unless what is seen of the value is not the value itself: then that is what it is called. */
function labelOf(
  field: string,
  value: string | number | boolean,
  { cut, pieces }: ShownText,
): string | undefined {
  const isAsItIs = cut === 0 && pieces.every(({ kind }) => kind === 'text');
  return isAsItIs ? `${field} ${value}` : undefined;
}

function Text({
  isCode,
  isJoinKey,
  shown,
}: {
  readonly shown: ShownText;
  readonly isCode: boolean;
  readonly isJoinKey: boolean;
}): ReactNode {
  const names = [isCode ? 'mono' : '', isJoinKey ? classes['join'] : '', classes['value']].join(' ');
  return (
    <>
      <bdi dir="ltr" className={names}>
        {shown.pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
          <PieceOfText key={at} piece={piece} />
        ))}
      </bdi>
      {shown.lookAlikes.map(({ characters, script, word }) => (
        <span key={word} className={classes['warning']}>
          {script} {characters}
        </span>
      ))}
    </>
  );
}

function PieceOfText({ piece }: { readonly piece: Piece }): ReactNode {
  if (piece.kind === 'text') return piece.text;
  return (
    <span className={classes['chip']} role="img" aria-label={piece.spoken}>
      {piece.label}
    </span>
  );
}

/** No node of ten megabytes is ever laid out: what is longer than 64 kB is copied instead. */
function Rest({
  cut,
  show,
  value,
}: {
  readonly cut: number;
  readonly value: string;
  readonly show: (() => void) | undefined;
}): ReactNode {
  return (
    <span className="dim">
      {' '}
      … {cut.toLocaleString('en')} more characters{' '}
      <button
        type="button"
        className={classes['more']}
        onClick={() => (show === undefined ? void copyText(value) : show())}
      >
        {show === undefined ? 'copy all' : 'show 64 kB'}
      </button>
    </span>
  );
}
