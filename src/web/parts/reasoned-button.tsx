import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

interface ReasonedButtonProps {
  readonly children: ReactNode;
  readonly size?: 'xs' | 'compact-xs' | 'compact-sm';
  readonly variant?: 'default' | 'filled';
  /** Why it cannot be pressed now; undefined: it can. */
  readonly why: string | undefined;
  /** What is told of it where it can be pressed, as its key. */
  readonly hint?: string;
  readonly onClick: () => void;
  readonly role?: 'switch';
  readonly 'aria-checked'?: boolean;
}

/** A button that says why it is off, and keeps the focus when it goes off under it. */
export function ReasonedButton({ children, hint, onClick, why, ...rest }: ReasonedButtonProps): ReactNode {
  const isOff = why !== undefined;
  return (
    <Button
      {...rest}
      aria-disabled={isOff}
      {...(isOff && { 'data-disabled': true })}
      title={why ?? hint}
      onClick={event => {
        if (isOff) event.preventDefault();
        else onClick();
      }}
    >
      {children}
    </Button>
  );
}
