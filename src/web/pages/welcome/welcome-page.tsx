import type { ReactNode } from 'react';

export default function WelcomePage(): ReactNode {
  return <p>Welcome</p>;
}
