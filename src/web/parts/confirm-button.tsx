/** For what cannot be taken back: the first press says what will happen, the second does it. */
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { focusBeside } from './focus-beside.ts';

export function ConfirmButton({
  confirm,
  disabledReason,
  label,
  run,
}: {
  readonly label: string;
  /** What the second press does, as in `Revoke: programs that use it stop`. */
  readonly confirm: string;
  readonly run: () => void;
  readonly disabledReason?: string | undefined;
}): ReactNode {
  const [isAsked, setAsked] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const again = useRef<HTMLButtonElement>(null);
  const wasCancelled = useRef(false);
  useEffect(() => {
    if (isAsked) again.current?.focus();
    else if (wasCancelled.current) first.current?.focus();
  }, [isAsked]);
  const cancel = (): void => {
    wasCancelled.current = true;
    setAsked(false);
  };
  if (!isAsked)
    return (
      <Button
        ref={first}
        disabled={disabledReason !== undefined}
        title={disabledReason}
        onClick={() => setAsked(true)}
      >
        {label}
      </Button>
    );
  return (
    <Button.Group>
      <Button
        ref={again}
        variant="filled"
        onClick={() => {
          focusBeside(again.current);
          wasCancelled.current = false;
          setAsked(false);
          run();
        }}
        onKeyDown={event => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          cancel();
        }}
      >
        {confirm}
      </Button>
      <Button onClick={cancel}>Cancel</Button>
    </Button.Group>
  );
}
