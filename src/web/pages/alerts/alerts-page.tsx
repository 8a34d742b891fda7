import type { ReactNode } from 'react';

export default function AlertsPage(): ReactNode {
  return <p>Alerts</p>;
}
