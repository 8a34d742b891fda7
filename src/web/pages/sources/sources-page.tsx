import type { ReactNode } from 'react';

export default function SourcesPage(): ReactNode {
  return <p>Sources</p>;
}
