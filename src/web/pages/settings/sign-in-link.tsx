import type { ReactNode } from 'react';
import type { SignInLink } from '../../../api/users.ts';
import { Snippet } from '../../parts/snippet.tsx';
import { Time } from '../../parts/time.tsx';
import { basePath } from '../../server/base-path.ts';

/** To be sent to the user: he is signed in by it once, and chooses a password. */
export function ShownSignInLink({
  link: { expiresAt, path },
  name,
}: {
  readonly link: SignInLink;
  readonly name: string;
}): ReactNode {
  return (
    <div role="status">
      <Snippet title={`Link for ${name}`} text={`${window.location.origin}${basePath}${path}`} />
      <p className="dim">
        It signs in whoever opens it first, until <Time at={expiresAt} />. It is shown this once.
      </p>
    </div>
  );
}
