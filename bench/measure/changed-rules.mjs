// Rules that are like others and share no text with them: as many rules again without having them.

/** Fields with a handful of values: with these changed too, a rule would want events that do not exist. */
const KEPT = /^(?:event\.|host\.os\.|data_stream\.)/;
const TEXTS = ['values', 'patterns', 'text', 'value'];

/** The rules with every literal text of their filters changed, but for those of fields like `event.type`. */
export const changedRules = rules => rules.map(rule => ({ ...rule, plan: changed(rule.plan) }));

function changed(node) {
  if (Array.isArray(node)) return node.map(changed);
  if (node === null || typeof node !== 'object') return node;
  if (node.field !== undefined && KEPT.test(node.field.path)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      TEXTS.includes(key) ? changedTexts(value) : changed(value),
    ]),
  );
}

function changedTexts(value) {
  if (typeof value === 'string') return changedText(value);
  return Array.isArray(value)
    ? value.map(one => (typeof one === 'string' ? changedText(one) : changed(one)))
    : changed(value);
}

/** A letter more in the first word: patterns stay patterns. */
const changedText = text => text.replace(/[A-Za-z]{3,}|^[A-Za-z0-9]+$/, word => `${word}q`);
