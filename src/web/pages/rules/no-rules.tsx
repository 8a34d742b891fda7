import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { Notice } from '../../parts/notice.tsx';

export function NoRules({
  onImport,
  onNew,
  readOnly,
}: {
  readonly onImport: () => void;
  readonly onNew: () => void;
  readonly readOnly: string | undefined;
}): ReactNode {
  return (
    <Notice
      title="There are no rules yet"
      action={
        <Group gap="sm">
          <Button onClick={onImport} disabled={readOnly !== undefined} title={readOnly}>
            Import a file
          </Button>
          <Button onClick={onNew} disabled={readOnly !== undefined} title={readOnly}>
            Write the first one
          </Button>
        </Group>
      }
    >
      A checkout of detection-rules is taken as it is by <code>tripline rules add DETECTION-RULES</code>, run
      where the server&apos;s data lies. Rules that are saved in its folders appear here a moment later.
    </Notice>
  );
}
