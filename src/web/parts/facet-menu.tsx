/** A filter as a button that opens the values there are, with their counts; several can be chosen. */
import { Button, Menu, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './facet-menu.module.css';
import { Value } from './value.tsx';

export interface FacetChoice {
  /** Empty: those that have none. */
  readonly value: string;
  readonly label?: string;
  /** Undefined where it is not known. */
  readonly count?: number;
}

/** So many that one searches among them. */
const MANY = 8;

export function FacetMenu({
  choices,
  chosen,
  label,
  more = 0,
  none,
  onChoose,
  onOpen,
}: {
  /** What is filtered, as in `Host`. */
  readonly label: string;
  /** What those without a value are called. */
  readonly none: string;
  readonly choices: readonly FacetChoice[];
  readonly chosen: readonly string[];
  /** Values that are left out of `choices`. */
  readonly more?: number;
  readonly onChoose: (values: readonly string[]) => void;
  readonly onOpen?: (isOpen: boolean) => void;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const nameOf = ({ label: name, value }: FacetChoice): string => (value === '' ? none : (name ?? value));
  const missing = chosen.filter(value => !choices.some(choice => choice.value === value));
  const all: readonly FacetChoice[] = [...missing.map(value => ({ value })), ...choices];
  const found = all.filter(choice =>
    `${nameOf(choice)} ${choice.value}`.toLowerCase().includes(text.toLowerCase()),
  );
  const first = all.find(({ value }) => value === chosen[0]);
  return (
    <Menu
      opened={isOpen}
      onChange={next => {
        setOpen(next);
        setText('');
        onOpen?.(next);
      }}
      closeOnItemClick={false}
      position="bottom-start"
      withinPortal
    >
      <Menu.Target>
        <Button className={classes['button']} data-chosen={chosen.length > 0}>
          {label}
          {first === undefined ? null : (
            <span className={classes['chosen']}>
              : <Value value={nameOf(first)} />
              {chosen.length > 1 ? ` +${chosen.length - 1}` : ''}
            </span>
          )}
          <span aria-hidden="true">&nbsp;▾</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu']}>
        {all.length > MANY ? (
          <TextInput
            aria-label={`find among ${label.toLowerCase()}`}
            placeholder="find"
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            onKeyDown={event =>
              event.key !== 'ArrowDown' && event.key !== 'Escape' && event.stopPropagation()
            }
          />
        ) : null}
        {found.map(choice => {
          const isChosen = chosen.includes(choice.value);
          return (
            <Menu.Item
              key={choice.value}
              role="menuitemcheckbox"
              aria-checked={isChosen}
              onClick={() =>
                onChoose(
                  isChosen ? chosen.filter(value => value !== choice.value) : [...chosen, choice.value],
                )
              }
              leftSection={<span className={classes['mark']}>{isChosen ? '✓' : ''}</span>}
              rightSection={<span className="dim num">{choice.count?.toLocaleString('en') ?? ''}</span>}
            >
              <Value value={nameOf(choice)} />
            </Menu.Item>
          );
        })}
        {found.length === 0 ? <Menu.Label>none is called that</Menu.Label> : null}
        {more > 0 ? <Menu.Label>{more.toLocaleString('en')} rarer values are not listed</Menu.Label> : null}
        {chosen.length > 0 ? (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onChoose([])} closeMenuOnClick>
              Any {label.toLowerCase()}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
