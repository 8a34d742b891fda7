/** Numbers what can be ticked off in a guide, in the tree that is drawn. Pure but for the tree that it is given. */

/** Of the syntax tree for HTML (hast), what is read and written here. */
export interface TreeElement {
  readonly type: string;
  readonly tagName?: string;
  properties?: Record<string, unknown>;
  readonly children?: readonly TreeElement[];
}

/** The most that the server keeps of an alert. */
const MOST_STEPS = 200;

/** Entries of the outermost lists are steps; of a guide without lists its headings are. */
export function numberSteps(): (tree: TreeElement) => void {
  return tree => {
    const outer = (tree.children ?? []).filter(({ type }) => type === 'element');
    const entries = outer
      .filter(({ tagName }) => tagName === 'ol' || tagName === 'ul')
      .flatMap(({ children = [] }) => children.filter(({ tagName }) => tagName === 'li'));
    const steps =
      entries.length > 0 ? entries : outer.filter(({ tagName }) => /^h[2-6]$/.test(tagName ?? ''));
    steps.slice(0, MOST_STEPS).forEach((step, at) => {
      step.properties = { ...step.properties, dataStep: at };
    });
  };
}
