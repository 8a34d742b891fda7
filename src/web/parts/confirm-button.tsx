/** For what cannot be taken back: the first press says what will happen, the second does it. */
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';

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
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsked) again.current?.focus();
  }, [isAsked]);
  if (!isAsked)
    return (
      <Button disabled={disabledReason !== undefined} title={disabledReason} onClick={() => setAsked(true)}>
        {label}
      </Button>
    );
  return (
    <Button.Group>
      <Button
        ref={again}
        variant="filled"
        onClick={() => {
          setAsked(false);
          run();
        }}
        onKeyDown={event => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          setAsked(false);
        }}
      >
        {confirm}
      </Button>
      <Button onClick={() => setAsked(false)}>Cancel</Button>
    </Button.Group>
  );
}
