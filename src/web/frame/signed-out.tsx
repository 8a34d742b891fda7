import type { ReactNode } from 'react';
import { Notice } from '../parts/notice.tsx';

export function SignedOut(): ReactNode {
  return (
    <main>
      <Notice title="You are not signed in">
        <p>
          Tripline printed a sign-in link when it first started. It is good for one use within a quarter of an
          hour; a new one comes from the machine where it runs:
        </p>
        <pre>tripline serve --sign-in-link</pre>
        <p>
          In a checkout: <code>npm start -- --sign-in-link</code>
        </p>
      </Notice>
    </main>
  );
}
