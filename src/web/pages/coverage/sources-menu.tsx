/** Which of the data that arrives is to count. */
import { Button, Checkbox, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CoverageAnswer } from '../../../api/coverage.ts';
import { Value } from '../../parts/value.tsx';
import classes from './coverage.module.css';

export function SourcesMenu({
  coverage: { sources },
  setWithout,
  without,
}: {
  readonly coverage: CoverageAnswer;
  readonly without: readonly string[];
  readonly setWithout: (names: readonly string[]) => void;
}): ReactNode {
  const named = sources.flatMap(({ events, index }) => (index === null ? [] : [{ index, events }]));
  const left = named.filter(({ index }) => !without.includes(index)).length;
  return (
    <Menu position="bottom-start" withinPortal closeOnItemClick={false}>
      <Menu.Target>
        <Button title="what would be covered if some data did not come">
          data:{' '}
          {named.length === 0 ? 'none' : left === named.length ? `all ${left}` : `${left} of ${named.length}`}{' '}
          ▾
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        <Menu.Label>Indices into which events came; take some away to see what hangs on them</Menu.Label>
        {named.length === 0 ? <Menu.Label>none</Menu.Label> : null}
        {named.map(({ events, index }) => (
          <Menu.Item key={index} component="label">
            <Checkbox
              checked={!without.includes(index)}
              onChange={event =>
                setWithout(
                  event.currentTarget.checked ? without.filter(name => name !== index) : [...without, index],
                )
              }
              label={
                <>
                  <Value value={index} />{' '}
                  <span className="dim num">{events.toLocaleString('en')} events</span>
                </>
              }
            />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
