import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { copyText } from './copy.ts';
import { Icon } from './icon.tsx';

export function CopyButton({
  label = 'Copy',
  text,
}: {
  readonly text: string;
  readonly label?: string;
}): ReactNode {
  return (
    <Button leftSection={<Icon name="copy" size={14} />} onClick={() => void copyText(text)}>
      {label}
    </Button>
  );
}
