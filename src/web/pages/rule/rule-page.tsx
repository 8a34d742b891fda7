import type { ReactNode } from 'react';

export default function RulePage({ id }: { readonly id: string }): ReactNode {
  return <p>{id}</p>;
}
