import type { ReactNode } from 'react';

/** Lets a wide table scroll by itself on a narrow screen, by keyboard too. */
export function TableScroll(props: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    // A scrolling region must be reachable by keyboard (WCAG 2.1.1).
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" role="group" aria-label={props.label} tabIndex={0}>
      {props.children}
    </div>
  );
}
