import process from 'node:process';
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** For what is no terminal, whatever the environment says. */
export const noColors: Colors = pc.createColors(false);

/**
 * Colours for a stream: on a terminal unless `NO_COLOR` is set (https://no-color.org) or it is a dumb one;
 * `FORCE_COLOR` turns them on elsewhere.
 */
export function colorsFor(stream: { readonly isTTY?: boolean }): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const wanted =
    FORCE_COLOR !== undefined && FORCE_COLOR !== '0' ? true : stream.isTTY === true && TERM !== 'dumb';
  return pc.createColors(wanted && (NO_COLOR === undefined || NO_COLOR === ''));
}
