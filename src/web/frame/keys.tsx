/**
 * Keys without a modifier, in layers: what lies on top hears a key first, the frame last. They are off while
 * somebody types, and can be switched off altogether (WCAG 2.1.4).
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';

export interface KeyBinding {
  /** As `KeyboardEvent.key` has it; two with a blank between are pressed one after the other; `Mod-` is Ctrl or ⌘. */
  readonly keys: string;
  readonly does: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Also while somebody types: for keys with a modifier, and Escape. */
  readonly whileTyping?: boolean;
}

interface Layer {
  readonly title: string;
  bindings: readonly KeyBinding[];
}

interface Keys {
  add(layer: Layer): () => void;
  /** The layers as they lie, the topmost first. */
  layers(): readonly Layer[];
  /** What was pressed of keys that want a second one. */
  readonly pending: string;
  readonly areOff: boolean;
  switchOff(areOff: boolean): void;
}

const KeysContext = createContext<Keys | undefined>(undefined);
const OFF = 'tripline.keys-off';
const SECOND_KEY_MS = 1_500;
/** They press the control that has the focus, and no binding takes them from it. */
const PRESSES: readonly string[] = ['Enter', ' '];
const CONTROLS = 'a[href], button, summary, input, select, [role="option"], [role="menuitem"], [role="tab"]';

export function KeyLayers({ children }: { readonly children: ReactNode }): ReactNode {
  const stack = useRef<Layer[]>([]);
  const prefix = useRef({ key: '', atMs: 0 });
  const [pending, setPending] = useState('');
  const [areOff, setOff] = useState(() => localStorage.getItem(OFF) === 'yes');

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return;
      const pressed = nameOf(event);
      if (PRESSES.includes(pressed) && isControl(event.target)) return;
      const isTyping = isTypingInto(event.target);
      const before = Date.now() - prefix.current.atMs < SECOND_KEY_MS ? prefix.current.key : '';
      prefix.current = { key: '', atMs: 0 };
      setPending('');
      const isWanted = ({ whileTyping }: KeyBinding): boolean =>
        whileTyping === true || (!isTyping && !areOff);
      const all = stack.current.toReversed().flatMap(({ bindings }) => bindings.filter(isWanted));
      const wanted = before === '' ? [pressed] : [`${before} ${pressed}`, pressed];
      for (const keys of wanted) {
        const found = all.find(binding => binding.keys === keys);
        if (found !== undefined) {
          event.preventDefault();
          found.run(event);
          return;
        }
        if (all.some(binding => binding.keys.startsWith(`${keys} `))) {
          event.preventDefault();
          prefix.current = { key: keys, atMs: Date.now() };
          setPending(keys);
          return;
        }
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [areOff]);

  const keys = useMemo(
    (): Keys => ({
      pending,
      areOff,
      add(layer) {
        stack.current.push(layer);
        return () => {
          stack.current = stack.current.filter(one => one !== layer);
        };
      },
      layers: () => stack.current.toReversed(),
      switchOff(off) {
        localStorage.setItem(OFF, off ? 'yes' : 'no');
        setOff(off);
      },
    }),
    [pending, areOff],
  );
  return <KeysContext value={keys}>{children}</KeysContext>;
}

export function useKeyLayers(): Keys {
  const keys = useContext(KeysContext);
  if (keys === undefined) throw new Error('useKeyLayers stands outside KeyLayers');
  return keys;
}

/** A layer of keys for as long as the component is there; `title` heads it in the list of keys. */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const { add } = useKeyLayers();
  const layer = useRef<Layer>({ title, bindings });
  layer.current.bindings = bindings;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a layer keeps its place in the stack while it is there
  useEffect(() => add(layer.current), []);
}

function nameOf(event: KeyboardEvent): string {
  const shift = event.shiftKey && event.key.length > 1 ? 'Shift-' : '';
  return `${event.ctrlKey || event.metaKey ? 'Mod-' : ''}${event.altKey ? 'Alt-' : ''}${shift}${event.key}`;
}

function isModifier(key: string): boolean {
  return ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead'].includes(key);
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(CONTROLS) !== null;
}

function isTypingInto(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)) ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement)
  );
}
