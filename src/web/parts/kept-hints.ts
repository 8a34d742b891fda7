/** Which hints somebody has yet to dismiss, kept in the browser. */
export const HINTS = ['sentence', 'why', 'exception'] as const;
export type HintName = (typeof HINTS)[number];

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'tripline.first-hints';

/** Empty for whoever was never offered any. */
export function hintsIn(storage: Kept): readonly HintName[] {
  const names = storage.getItem(KEY)?.split(',') ?? [];
  return HINTS.filter(name => names.includes(name));
}

/** To be called when a first alert comes; a second time it does nothing. */
export function offerHintsIn(storage: Kept): void {
  if (storage.getItem(KEY) === null) storage.setItem(KEY, HINTS.join(','));
}

export function dismissHintIn(storage: Kept, dismissed: HintName): void {
  storage.setItem(
    KEY,
    hintsIn(storage)
      .filter(name => name !== dismissed)
      .join(','),
  );
}
