import type { ReactNode } from 'react';

export default function EditorPage({ id }: { readonly id?: string }): ReactNode {
  return <p>{id ?? 'new'}</p>;
}
