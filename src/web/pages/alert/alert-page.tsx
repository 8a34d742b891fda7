import type { ReactNode } from 'react';

export default function AlertPage({ uuid }: { readonly uuid: string }): ReactNode {
  return <p>{uuid}</p>;
}
