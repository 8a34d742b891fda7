/** The keys of the list. */
import type { AlertActChange, Verdict } from '../../../api/acts.ts';
import type { KeyBinding } from '../../frame/keys.tsx';
import { VERDICTS } from '../../server/acts.ts';

export interface AlertCommands {
  readonly move: (by: number) => void;
  readonly extend: (by: 1 | -1) => void;
  readonly choose: () => void;
  readonly open: () => void;
  readonly act: (change: AlertActChange) => void;
  readonly ask: (what: 'assign' | 'tag' | 'note') => void;
  readonly exception: () => void;
  readonly rule: () => void;
  readonly hunt: () => void;
  readonly group: () => void;
  readonly filter: (isOut: boolean) => void;
  readonly leave: () => void;
}

const VERDICT_KEYS: readonly Verdict[] = ['malicious', 'expected', 'rule-wrong', 'duplicate', 'unknown'];

export function alertKeys(commands: AlertCommands): readonly KeyBinding[] {
  const { act, ask, choose, exception, extend, filter, group, hunt, leave, move, open, rule } = commands;
  return [
    { keys: 'j', does: 'next', run: () => move(1) },
    { keys: 'k', does: 'previous', run: () => move(-1) },
    { keys: 'J', does: 'select on', run: () => extend(1) },
    { keys: 'K', does: 'select back', run: () => extend(-1) },
    { keys: 'x', does: 'select', run: choose },
    { keys: 'o', does: 'open (Space: look, and stay in the list)', run: open },
    { keys: 'a', does: 'acknowledge', run: () => act({ status: 'acknowledged' }) },
    ...VERDICT_KEYS.map((verdict, at) => ({
      keys: `c ${at + 1}`,
      does: `close: ${VERDICTS[verdict]}`,
      run: () => act({ status: 'closed', verdict }),
    })),
    { keys: 'C', does: 'open again', run: () => act({ status: 'open' }) },
    { keys: 'i', does: 'assign (i i: to me)', run: () => ask('assign') },
    { keys: 'n', does: 'write a note', run: () => ask('note') },
    { keys: 't', does: 'tag', run: () => ask('tag') },
    { keys: 'e', does: 'do not alert on this again', run: exception },
    { keys: 'r', does: 'go to the rule', run: rule },
    { keys: 'h', does: 'hunt around it', run: hunt },
    { keys: 'G', does: 'group by rule, host, …', run: group },
    { keys: 'f', does: 'only those like this cell (←→ choose it)', run: () => filter(false) },
    { keys: 'F', does: 'without those like this cell', run: () => filter(true) },
    { keys: 'Escape', does: 'close the panel, or select nothing', run: leave },
  ];
}
