import type { ReactNode } from 'react';

/** Strokes in a square of 16: an icon never stands without a word or a label of its control. */
const PATHS = {
  alerts: 'M8 2 14 13H2ZM8 6.5v3M8 11v.5',
  rules: 'M3 4h10M3 8h10M3 12h6',
  hunt: 'M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM10 10l3.5 3.5',
  coverage: 'M2.5 2.5h11v11h-11ZM2.5 6h11M2.5 10h11M6 2.5v11M10 2.5v11',
  sources: 'M2 8h9M8 5l3 3-3 3M13.5 3v10',
  settings:
    'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM8 2v1.5M8 12.5V14M2 8h1.5M12.5 8H14M3.8 3.8l1 1M11.2 11.2l1 1M12.2 3.8l-1 1M4.8 11.2l-1 1',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11ZM8 2.5a5.5 5.5 0 0 1 0 11',
  link: 'M6.5 9.5l3-3M7 5l1.5-1.5a2.5 2.5 0 0 1 4 4L11 9M9 11l-1.5 1.5a2.5 2.5 0 0 1-4-4L5 7',
  help: 'M6 6a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6 1.1M8 11.5v.3M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Z',
  close: 'M4 4l8 8M12 4l-8 8',
  previous: 'M10 3 5 8l5 5',
  next: 'M6 3l5 5-5 5',
  down: 'M3 6l5 5 5-5',
  page: 'M3 3h4M3 3v4M13 13H9M13 13V9M3 3l4 4M13 13 9 9',
  network: 'M8 2v4M8 10v4M2 8h4M10 8h4M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  file: 'M4 2h5l3 3v9H4ZM9 2v3h3',
  registry: 'M3 3h4v4H3ZM9 9h4v4H9ZM9 3h4v4H9ZM3 9h4v4H3Z',
  play: 'M5 3l8 5-8 5Z',
  copy: 'M5 5V2.5h8.5V11H11M2.5 5H11v8.5H2.5Z',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  user: 'M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8ZM3 13.5c.5-2.6 2.5-4 5-4s4.500 1.400 5 4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
