import type { ReactNode } from 'react';

export default function HuntPage(): ReactNode {
  return <p>Hunt</p>;
}
