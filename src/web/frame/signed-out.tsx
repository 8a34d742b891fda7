import type { ReactNode } from 'react';
import { Notice } from '../parts/notice.tsx';
import { basePath } from '../server/base-path.ts';

/** Where to sign in, from where one comes back to this page. */
export function SignedOut(): ReactNode {
  const { pathname, search } = window.location;
  const here = pathname.slice(`${basePath}/app`.length) + search;
  const href = `${basePath}/sign-in${here.length > 1 ? `?next=${encodeURIComponent(here)}` : ''}`;
  return (
    <main>
      <Notice title="You are not signed in" action={<a href={href}>Sign in by name and password</a>}>
        <p>
          Without a user yet: Tripline printed a sign-in link when it first started. It is good for one use
          within a quarter of an hour; a new one comes from the machine where it runs:
        </p>
        <pre>tripline serve --sign-in-link</pre>
        <p>
          In a checkout: <code>npm start -- --sign-in-link</code>
        </p>
      </Notice>
    </main>
  );
}
