/** Underlines what is wrong with a query as it is written, says why, and mends it where that is known. */
import { type Action, type Diagnostic, forEachDiagnostic, linter, nextDiagnostic } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import type { QueryProblem } from './check-query.ts';
import { problemsOf } from './query-checks.ts';
import type { QueryLanguage } from './query-language.ts';
import { saidElement } from './said-text.ts';

const QUIET_MS = 60;

export function problemMarks(languageNow: () => QueryLanguage): Extension {
  return [
    linter(
      async view => {
        const problems = await problemsOf(languageNow(), view.state.doc.toString());
        return problems.map(markOf);
      },
      { delay: QUIET_MS },
    ),
    keymap.of([
      { key: 'F8', run: nextDiagnostic },
      { key: 'Alt-Enter', run: mendHere },
    ]),
  ];
}

function markOf(problem: QueryProblem): Diagnostic {
  const { from, replacement, severity, to } = problem;
  const fixes: readonly Action[] =
    replacement === undefined
      ? []
      : [{ name: `Fix (Alt-Enter): ${replacement}`, apply: view => mend(view, from, to, replacement) }];
  return {
    ...{ from, to, severity, message: problem.message, actions: fixes },
    renderMessage: () => said(problem),
  };
}

function said({ code, help, message, notes }: QueryProblem): HTMLElement {
  const whole = document.createElement('div');
  whole.append(saidElement('code', code, 'cm-dim'), ' ', saidElement('span', message));
  for (const note of notes) whole.append(saidElement('p', note));
  if (help !== undefined) whole.append(saidElement('p', help, 'cm-dim'));
  return whole;
}

export function mend(view: EditorView, from: number, to: number, replacement: string): void {
  view.dispatch({ changes: { from, to, insert: replacement }, userEvent: 'input.fix' });
}

/** Mends the first problem that the cursor stands in or at. */
function mendHere(view: EditorView): boolean {
  const at = view.state.selection.main.head;
  let mended = false;
  forEachDiagnostic(view.state, (diagnostic, from, to) => {
    const [action] = diagnostic.actions ?? [];
    if (mended || action === undefined || at < from || at > to) return;
    mended = true;
    action.apply(view, from, to);
  });
  return mended;
}
