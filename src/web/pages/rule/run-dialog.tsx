import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { announce } from '../../frame/announcements.ts';
import { instantOf } from '../../frame/url-state.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { durationText } from '../../parts/time-text.ts';
import { useReturnedFocus } from '../../parts/use-returned-focus.ts';
import { runOver } from '../../server/rule-runs.ts';

const PRESETS = ['now-1h', 'now-24h', 'now-7d', 'now-30d'];

/** A rule runs over a window of the past as if it had run then; what it finds becomes alerts, each once. */
export function RunDialog({
  close,
  rule,
}: {
  readonly rule: RuleHealth;
  readonly close: () => void;
}): ReactNode {
  useReturnedFocus();
  const queries = useQueryClient();
  const [from, setFrom] = useState('now-24h');
  const [to, setTo] = useState('now');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const nowMs = Date.now();
  const [fromMs, toMs] = [instantOf(from, nowMs), instantOf(to, nowMs)];
  const isWindow = fromMs !== undefined && toMs !== undefined && fromMs < toMs;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isWindow || isBusy) return;
    setBusy(true);
    setProblem(undefined);
    runOver(rule.id, { from, to })
      .then(async () => {
        announce('it runs over the window: what it finds is told as it comes');
        await queries.invalidateQueries({ queryKey: ['rule', rule.id, 'requests'] });
        close();
      })
      .catch(setProblem)
      .finally(() => setBusy(false));
  };
  return (
    <Modal opened onClose={close} title="Run over a window of the past">
      <form onSubmit={submit}>
        <p className="dim">
          As if it had run then, on its schedule, with the exceptions of now. What it finds becomes alerts;
          one that is there already is not made again.
        </p>
        <Group gap="xs">
          {PRESETS.map(preset => (
            <Button
              key={preset}
              size="compact-sm"
              aria-pressed={from === preset && to === 'now'}
              onClick={() => {
                setFrom(preset);
                setTo('now');
              }}
            >
              {preset.slice(4)}
            </Button>
          ))}
        </Group>
        <TextInput
          data-autofocus
          label="From (now-7d, or 2026-03-02T09:00:00Z)"
          value={from}
          onChange={event => setFrom(event.currentTarget.value)}
          error={fromMs === undefined ? 'neither a time nor date math such as now-7d' : undefined}
        />
        <TextInput
          label="To"
          value={to}
          onChange={event => setTo(event.currentTarget.value)}
          error={
            toMs === undefined
              ? 'neither a time nor date math such as now'
              : fromMs !== undefined && fromMs >= toMs
                ? 'this is not after the beginning'
                : undefined
          }
        />
        <p role="status">
          {isWindow
            ? `${durationText(toMs - fromMs)}: about ${(Math.ceil((toMs - fromMs) / rule.schedule.intervalMs) + 1).toLocaleString('en')} runs`
            : ''}
        </p>
        {problem === undefined ? null : <ProblemNotice error={problem} />}
        <Group gap="sm">
          <Button type="submit" variant="filled" disabled={!isWindow}>
            {isBusy ? 'Asking…' : 'Run'}
          </Button>
          <Button onClick={close}>Close</Button>
        </Group>
      </form>
    </Modal>
  );
}
