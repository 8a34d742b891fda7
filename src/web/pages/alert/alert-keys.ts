/** The keys of one alert, on its page as beside the list. */
import type { RefObject } from 'react';
import { useLocation } from 'wouter';
import { announce } from '../../frame/announcements.ts';
import { type KeyBinding, useKeys } from '../../frame/keys.tsx';
import { VERDICTS } from '../../server/acts.ts';
import { useReadOnlyReason } from '../../server/me.ts';
import { type AlertActs, VERDICT_ORDER } from './alert-acts.tsx';
import type { AlertPanelProps } from './alert-panel.tsx';
import { focusSection, type SectionName } from './panel-section.tsx';

const SECTIONS: readonly (readonly [key: string, name: SectionName, does: string])[] = [
  ['w', 'why', 'why it fired'],
  ['p', 'tree', 'process tree'],
  ['d', 'destination', 'destination'],
  ['l', 'related', 'related alerts'],
];

export function useAlertKeys({
  acts,
  isPage = false,
  leaveField,
  onClose,
  onStep,
  panel,
  rulePath,
  toggleJson,
  uuid,
}: AlertPanelProps & {
  readonly acts: AlertActs;
  readonly panel: RefObject<HTMLElement | null>;
  /** From a field that somebody types into back to the panel. */
  readonly leaveField: () => void;
  readonly toggleJson: () => void;
  readonly rulePath: string;
}): void {
  const [, go] = useLocation();
  const reason = useReadOnlyReason('triage');
  const change = (keys: string, does: string, run: () => void): KeyBinding => ({
    ...{ keys, does },
    run: () => (reason === undefined ? run() : announce(reason)),
  });
  const steps: readonly KeyBinding[] =
    onStep === undefined
      ? []
      : [
          { keys: '[', does: 'previous alert', run: () => onStep(-1) },
          { keys: ']', does: 'next alert', run: () => onStep(1) },
        ];
  useKeys('This alert', [
    change('a', 'acknowledge', acts.acknowledge),
    ...VERDICT_ORDER.map((verdict, at) =>
      change(`c ${at + 1}`, `close: ${VERDICTS[verdict]}`, () => acts.close(verdict)),
    ),
    change('C', 'open again', acts.reopen),
    change('i', 'assign (i i: to me)', acts.assign),
    change('n', 'write a note', acts.note),
    change('t', 'tag', acts.tag),
    change('e', 'do not alert on this again', acts.except),
    { keys: 'h', does: 'hunt around it', run: () => go(acts.huntPath) },
    { keys: 'r', does: 'its rule', run: () => go(rulePath) },
    ...SECTIONS.map(([keys, name, does]) => ({ keys, does, run: () => focusSection(panel.current, name) })),
    { keys: 'm', does: 'JSON', run: toggleJson },
    ...steps,
    ...(isPage
      ? []
      : [{ keys: 'O', does: 'on a page of its own', run: () => go(`/alerts/${encodeURIComponent(uuid)}`) }]),
    {
      keys: 'Escape',
      does: isPage ? 'back to the list' : 'close',
      whileTyping: true,
      run: ({ target }) => {
        const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
        if (isField && panel.current?.contains(target) === true) leaveField();
        else onClose();
      },
    },
  ]);
}
