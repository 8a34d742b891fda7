import { TextInput } from '@mantine/core';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';

/** So long after the last letter the list follows. */
const TYPED_MS = 150;

export function SearchField({
  onDone,
  onWords,
  ref,
  words,
}: {
  readonly words: string;
  readonly onWords: (words: string) => void;
  /** Enter or Escape: back to what was searched. */
  readonly onDone: () => void;
  readonly ref: RefObject<HTMLInputElement | null>;
}): ReactNode {
  const [text, setText] = useState(words);
  const told = useRef(words);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    // What comes back is what was typed a moment ago: by now there may be more.
    if (words === told.current) return;
    told.current = words;
    setText(words);
  }, [words]);
  const tell = (typed: string): void => {
    clearTimeout(timer.current);
    told.current = typed;
    onWords(typed);
  };
  return (
    <TextInput
      ref={ref}
      type="search"
      w={170}
      aria-label="search in names, tags, techniques and files"
      placeholder="name, tag, technique, file"
      value={text}
      onChange={event => {
        const typed = event.currentTarget.value;
        setText(typed);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => tell(typed), TYPED_MS);
      }}
      onKeyDown={event => {
        if (event.key !== 'Escape' && event.key !== 'Enter') return;
        event.preventDefault();
        tell(event.currentTarget.value);
        onDone();
      }}
    />
  );
}
