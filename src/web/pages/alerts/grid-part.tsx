import type { ComponentProps, ReactNode } from 'react';

/**
 * A part of a grid. Elements of tables cannot be placed one by one, as a list of 100,000 lines has to be; and no part
 * takes the focus, as the grid keeps it and names the part that is active.
 */
export function GridPart({
  role,
  ...others
}: ComponentProps<'div'> & {
  readonly role: 'grid' | 'treegrid' | 'rowgroup' | 'row' | 'columnheader' | 'gridcell';
}): ReactNode {
  return <div role={role} {...others} />;
}
