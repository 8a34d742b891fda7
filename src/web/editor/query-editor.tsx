/** Where queries are written: with colours, completion and what is wrong as one types. To be loaded when it is needed. */
import {
  acceptCompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, redo } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { forceLinting } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { QueryProblem } from './check-query.ts';
import { queryCompletion } from './completion.ts';
import { editorTheme } from './editor-theme.ts';
import { eql } from './eql-language.ts';
import { kql } from './kql-language.ts';
import { mend, problemMarks } from './problem-marks.ts';
import type { QueryLanguage } from './query-language.ts';

export interface QueryEditorHandle {
  focus(): void;
  /** Puts the cursor there, and shows it. */
  goTo(at: number): void;
  mend(problem: QueryProblem): void;
}

export interface QueryEditorProps {
  readonly language: QueryLanguage;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Mod-Enter. */
  readonly onRun?: (() => void) | undefined;
  readonly label: string;
  /** In CSS; default three lines. */
  readonly minHeight?: string;
  readonly isReadOnly?: boolean;
  readonly handle?: RefObject<QueryEditorHandle | null>;
}

export default function QueryEditor(props: QueryEditorProps): ReactNode {
  const { handle, isReadOnly = false, label, language, minHeight = '78px', value } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  const { current: changing } = useRef({ language: new Compartment(), frame: new Compartment() });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made once; what changes is told to it below
  useEffect(() => {
    if (box.current === null) return;
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          changing.language.of(languageOf(language)),
          changing.frame.of(frameOf(label, minHeight, isReadOnly)),
          ...behaviour(latest),
        ],
      }),
    });
    view.current = made;
    if (handle !== undefined) handle.current = handleOf(made);
    return () => {
      view.current = null;
      if (handle !== undefined) handle.current = null;
      made.destroy();
    };
  }, []);

  useEffect(() => {
    const now = view.current;
    if (now === null || now.state.doc.toString() === value) return;
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: changing.language.reconfigure(languageOf(language)) });
    if (view.current !== null) forceLinting(view.current);
  }, [language, changing]);
  useEffect(() => {
    view.current?.dispatch({ effects: changing.frame.reconfigure(frameOf(label, minHeight, isReadOnly)) });
  }, [label, minHeight, isReadOnly, changing]);
  return <div ref={box} />;
}

function languageOf(language: QueryLanguage): Extension {
  return language === 'eql' ? eql() : kql();
}

function frameOf(label: string, minHeight: string, isReadOnly: boolean): Extension {
  return [
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true' }),
    EditorView.theme({ '.cm-content, .cm-gutter': { minHeight } }),
    EditorState.readOnly.of(isReadOnly),
  ];
}

/** All but the language. Tab is left to whoever moves through the page. */
function behaviour(latest: RefObject<QueryEditorProps>): readonly Extension[] {
  return [
    editorTheme(),
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    EditorView.lineWrapping,
    EditorState.allowMultipleSelections.of(true),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    queryCompletion(() => latest.current.language),
    problemMarks(() => latest.current.language),
    EditorView.updateListener.of(update => {
      if (!update.docChanged) return;
      const text = update.state.doc.toString();
      if (text !== latest.current.value) latest.current.onChange(text);
    }),
    keymap.of([
      {
        key: 'Mod-Enter',
        run: () => {
          const { onRun } = latest.current;
          onRun?.();
          return onRun !== undefined;
        },
      },
      { key: 'Tab', run: acceptCompletion },
      { key: 'Mod-Shift-z', run: redo },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...foldKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
  ];
}

function handleOf(view: EditorView): QueryEditorHandle {
  return {
    focus: () => view.focus(),
    goTo(at) {
      const anchor = Math.min(at, view.state.doc.length);
      view.dispatch({ selection: { anchor }, scrollIntoView: true });
      view.focus();
    },
    mend({ from, replacement, to }) {
      if (replacement === undefined || to > view.state.doc.length) return;
      mend(view, from, to, replacement);
      view.focus();
    },
  };
}
