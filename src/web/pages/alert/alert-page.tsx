import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { AlertPanel } from './alert-panel.tsx';

export default function AlertPage({ uuid }: { readonly uuid: string }): ReactNode {
  const [, go] = useLocation();
  return <AlertPanel uuid={uuid} isPage onClose={() => go('/alerts')} />;
}
