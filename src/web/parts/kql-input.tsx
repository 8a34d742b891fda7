/**
 * One line for a KQL query, with what could stand at the caret as a list (a combobox of ARIA). Much lighter than an
 * editor, for pages that have to be there at once.
 */
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react';
import { kqlProblem } from './kql-clause.ts';
import classes from './kql-input.module.css';
import { type Completion, completed, type FieldHint, kqlCompletions } from './kql-input-completion.ts';
import { Value } from './value.tsx';

export function KqlInput({
  fields,
  inputRef,
  label,
  onEdit,
  onSubmit,
  placeholder,
  value,
  valuesOf,
}: {
  /** The query that holds. */
  readonly value: string;
  readonly label: string;
  readonly placeholder?: string;
  readonly fields: readonly FieldHint[];
  /** Values that a field has, the most frequent first. */
  readonly valuesOf: (field: string) => readonly string[];
  /** With Enter, and when it is emptied; never a query with a mistake. */
  readonly onSubmit: (query: string) => void;
  /** When somebody begins to write: a time to fetch the fields. */
  readonly onEdit?: () => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}): ReactNode {
  const id = useId();
  const own = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    setText(value);
    setProblem(undefined);
  }, [value]);
  // What is half written is no mistake yet.
  useEffect(() => {
    const timer = setTimeout(() => setProblem(kqlProblem(text)), 800);
    return () => clearTimeout(timer);
  }, [text]);
  const found = isOpen ? kqlCompletions(text, caret, fields, valuesOf) : [];

  const take = (completion: Completion): void => {
    const next = completed(text, caret, completion);
    setText(next.text);
    setCaret(next.caret);
    setChosen(-1);
    setOpen(true);
    requestAnimationFrame(() => {
      own.current?.focus();
      own.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const submit = (query: string): void => {
    const wrong = kqlProblem(query);
    setProblem(wrong);
    setOpen(false);
    if (wrong !== undefined) return;
    setText(query.trim());
    onSubmit(query.trim());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const option = found[chosen];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setOpen(true);
      if (found.length > 0) setChosen(nextChoice(chosen, by, found.length));
    } else if (event.key === 'Enter') {
      if (option === undefined) submit(text);
      else take(option);
    } else if (event.key === 'Tab' && option !== undefined && !event.shiftKey) take(option);
    else if (event.key === 'Escape') {
      if (isOpen && found.length > 0) setOpen(false);
      else if (text !== value) setText(value);
      else own.current?.blur();
      setChosen(-1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={classes['box']}>
      <input
        ref={element => {
          own.current = element;
          if (typeof inputRef === 'function') inputRef(element);
          else if (inputRef) inputRef.current = element;
        }}
        className={classes['input']}
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls={`${id}list`}
        aria-activedescendant={found[chosen] === undefined ? undefined : `${id}${chosen}`}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}problem`}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder={placeholder}
        value={text}
        onFocus={() => onEdit?.()}
        onBlur={() => setOpen(false)}
        onSelect={event => setCaret(event.currentTarget.selectionStart ?? text.length)}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        onChange={event => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
          setOpen(true);
          setChosen(-1);
          setProblem(undefined);
          if (event.currentTarget.value === '' && value !== '') onSubmit('');
        }}
      />
      <div id={`${id}list`} role="listbox" aria-label="completions" className={classes['list']}>
        {found.map((completion, at) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus, and names the option that is active
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys
          <div
            key={`${completion.kind} ${completion.label}`}
            id={`${id}${at}`}
            role="option"
            aria-selected={at === chosen}
            className={classes['option']}
            // A press would take the focus from the input, which closes the list before the click.
            onMouseDown={event => event.preventDefault()}
            onClick={() => take(completion)}
          >
            <Value value={completion.label.slice(0, 200)} isCode />
            <span className="dim">{completion.about}</span>
          </div>
        ))}
      </div>
      {problem === undefined ? null : (
        <div id={`${id}problem`} className={classes['problem']} role="status">
          {problem}
        </div>
      )}
    </div>
  );
}

/** From none (-1) to the last and round again. */
function nextChoice(chosen: number, by: number, count: number): number {
  const places = count + 1;
  return ((chosen + 1 + by + places) % places) - 1;
}
