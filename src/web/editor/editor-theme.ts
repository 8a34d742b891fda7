/** The editor in the colours of theme.css; its style sheet wears the nonce of the page, as the policy wants. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { UNSEEN, unseenPiece } from '../parts/shown-text.ts';

const colors = EditorView.theme({
  '&': {
    backgroundColor: 'var(--sunken)',
    color: 'var(--text)',
    fontSize: '13px',
    border: '1px solid var(--line)',
    borderRadius: '4px',
  },
  '&.cm-focused': { outline: '2px solid var(--link)', outlineOffset: '0' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--dim)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--text)' },
  '&.cm-focused .cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--match)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--dim)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--raised)',
    borderColor: 'var(--line)',
    color: 'var(--dim)',
  },
  '.cm-placeholder': { color: 'var(--dim)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line)',
    color: 'var(--text)',
    maxWidth: 'min(520px, 92vw)',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--match)',
    color: 'var(--text)',
  },
  '.cm-completionDetail': { color: 'var(--dim)', fontStyle: 'normal' },
  '.cm-completionInfo': { padding: '6px 8px', overflowWrap: 'anywhere' },
  '.cm-completionInfo p, .cm-diagnostic p': { margin: '0' },
  '.cm-completionInfo code, .cm-diagnostic code': { fontFamily: 'var(--mono)' },
  '.cm-dim': { color: 'var(--dim)' },
  '.cm-diagnostic': { borderLeft: '4px solid var(--dim)', padding: '4px 8px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--text)' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--link)',
    color: 'var(--page)',
    padding: '3px 8px',
    minHeight: '24px',
  },
  '.cm-lintRange': { backgroundImage: 'none', textUnderlineOffset: '3px', textDecorationSkipInk: 'none' },
  '.cm-lintRange-error': { textDecoration: 'underline wavy var(--critical)' },
  '.cm-lintRange-warning': { textDecoration: 'underline wavy var(--high)' },
  '.cm-lintRange-hint': { textDecoration: 'underline dotted var(--dim)' },
  '.cm-lintRange-active': { backgroundColor: 'var(--match)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '.cm-unseen': {
    border: '1px solid var(--high)',
    borderRadius: '3px',
    margin: '0 1px',
    padding: '0 2px',
    fontSize: '11px',
    color: 'var(--high)',
  },
});

// Hue is kept for severities: kinds of words differ by weight, slant and the two colours of links and of join keys.
const words = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: '700' },
  { tag: tags.typeName, fontWeight: '700' },
  { tag: tags.labelName, color: 'var(--join)' },
  { tag: tags.function(tags.variableName), fontStyle: 'italic' },
  { tag: [tags.string, tags.number], color: 'var(--link)' },
  { tag: tags.comment, color: 'var(--dim)', fontStyle: 'italic' },
  { tag: [tags.operator, tags.controlOperator], fontWeight: '700' },
]);

/** What nobody would see, or what turns the direction of writing, stands there with its name. */
const unseen = highlightSpecialChars({
  specialChars: new RegExp(`(?!\\t)(?:${UNSEEN.source})`, 'gu'),
  render(code) {
    const { label, spoken } = unseenPiece(String.fromCodePoint(code));
    const mark = document.createElement('span');
    mark.className = 'cm-unseen';
    mark.textContent = label;
    mark.title = spoken;
    mark.setAttribute('aria-label', spoken);
    return mark;
  },
});

export function editorTheme(): Extension {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  return [EditorView.cspNonce.of(nonce), colors, syntaxHighlighting(words), unseen];
}
