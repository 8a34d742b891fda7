import { type ReactNode, useId } from 'react';
import classes from './alert-panel.module.css';

/** A part of an alert, which its key brings into view and focuses (`focusSection`). */
export function PanelSection({
  aside,
  children,
  name,
  title,
}: {
  readonly name: SectionName;
  readonly title: string;
  /** Beside the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className={classes['section']} data-section={name} aria-labelledby={id} tabIndex={-1}>
      <h3 id={id} className={classes['heading']}>
        {title}
        {aside === undefined ? null : <span>{aside}</span>}
      </h3>
      {children}
    </section>
  );
}

export type SectionName =
  | 'why'
  | 'tree'
  | 'destination'
  | 'related'
  | 'guide'
  | 'rule'
  | 'notes'
  | 'fields'
  | 'json';

export function focusSection(panel: HTMLElement | null, name: SectionName): void {
  const section = panel?.querySelector<HTMLElement>(`[data-section="${name}"]`);
  section?.focus({ preventScroll: true });
  section?.scrollIntoView({ block: 'start' });
}
