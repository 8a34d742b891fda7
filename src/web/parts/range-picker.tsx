/** Which stretch of time a page shows: `from` and `to` of its address, as date math or fixed. */
import { Button, Popover, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { rangeOf, useUrlState } from '../frame/url-state.ts';
import { useZone } from '../frame/zone.ts';
import classes from './range-picker.module.css';
import { endText, RANGE_PRESETS, rangeProblem, rangeText, typedEnd } from './range-text.ts';

export function RangePicker({
  usualFrom = 'now-24h',
}: {
  /** Where the range begins while the address says nothing: it is then not written there. */
  readonly usualFrom?: string;
}): ReactNode {
  const [params, setUrl] = useUrlState();
  const zone = useZone();
  const [isOpen, setOpen] = useState(false);
  const range = rangeOf(params, usualFrom);
  const choose = (from: string, to: string): void => {
    setOpen(false);
    setUrl(
      { from: from === usualFrom ? undefined : from, to: to === 'now' ? undefined : to },
      { push: true },
    );
  };
  const text = rangeText(range, zone);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button aria-label={`time range: ${text}`} onClick={() => setOpen(!isOpen)}>
          {text} <span aria-hidden="true">&nbsp;▾</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes['presets']}>
          {RANGE_PRESETS.map(({ from, label }) => (
            <Button
              key={from}
              aria-pressed={range.from === from && range.to === 'now'}
              onClick={() => choose(from, 'now')}
            >
              {label}
            </Button>
          ))}
        </div>
        <TypedRange
          key={`${range.from} ${range.to} ${zone}`}
          from={endText(range.from, zone)}
          to={endText(range.to, zone)}
          zone={zone}
          choose={choose}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function TypedRange({
  choose,
  from: fromAtFirst,
  to: toAtFirst,
  zone,
}: {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly choose: (from: string, to: string) => void;
}): ReactNode {
  const [from, setFrom] = useState(fromAtFirst);
  const [to, setTo] = useState(toAtFirst);
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [first, last] = [typedEnd(from, zone), typedEnd(to, zone)];
    const wrong = rangeProblem(first, last, Date.now());
    if (wrong !== undefined || first === undefined || last === undefined) setProblem(wrong);
    else choose(first, last);
  };
  return (
    <form className={classes['typed']} onSubmit={submit}>
      <TextInput
        label={`From (${zone})`}
        value={from}
        onChange={event => setFrom(event.currentTarget.value)}
      />
      <TextInput
        label={`To (${zone})`}
        value={to}
        onChange={event => setTo(event.currentTarget.value)}
        error={problem}
      />
      <Button type="submit">Show this range</Button>
    </form>
  );
}
