import type { ReactNode } from 'react';
import { Time } from '../../parts/time.tsx';
import { agoText } from '../../parts/time-text.ts';

/** An instant and how far it is from now; `never` where there is none. */
export function When({ at }: { readonly at: string | undefined }): ReactNode {
  if (at === undefined) return 'never';
  return (
    <>
      <Time at={at} /> <span className="dim">{agoText(Date.parse(at), Date.now())}</span>
    </>
  );
}
