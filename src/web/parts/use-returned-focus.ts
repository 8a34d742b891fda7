import { useEffect, useState } from 'react';
import { isNowhere } from './lost-focus.ts';

/** What is opened over a page gives the focus back to where it was when it goes. */
export function useReturnedFocus(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // When what lay over the page is gone, and holds the focus no more.
      setTimeout(() => {
        if (isNowhere(document.activeElement) && opener instanceof HTMLElement)
          opener.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}
