import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { Notice } from '../../parts/notice.tsx';
import { ReasonedButton } from '../../parts/reasoned-button.tsx';

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
          <ReasonedButton onClick={onImport} why={readOnly}>
            Import a file
          </ReasonedButton>
          <ReasonedButton onClick={onNew} why={readOnly}>
            Write the first one
          </ReasonedButton>
        </Group>
      }
    >
      A checkout of detection-rules is taken as it is by <code>tripline rules add DETECTION-RULES</code>, run
      where the server&apos;s data lies. Rules that are saved in its folders appear here a moment later.
    </Notice>
  );
}
