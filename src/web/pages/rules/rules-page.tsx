import type { ReactNode } from 'react';

export default function RulesPage(): ReactNode {
  return <p>Rules</p>;
}
