/** Text to be copied into a file or a shell, as it stands. Only for text of our own: that of others is a Value. */
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import classes from './snippet.module.css';

export function Snippet({ text, title }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <figure className={classes['snippet']}>
      <figcaption>
        <code>{title}</code>
        <CopyButton text={text} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}
