import { useEffect, useRef, type ReactNode } from 'react';

interface ScreenProps {
  /** Stable name for tests. */
  readonly name: string;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly isWide?: boolean | undefined;
}

/** A screen's main landmark. Its heading takes the focus, so that a screen reader says where one is. */
export function Screen(props: ScreenProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [props.name]);
  return (
    <main
      className={`screen ${props.isWide === true ? 'screen-wide' : ''}`}
      data-screen={props.name}
    >
      <header className="screen-header">
        <div>
          <h1 ref={heading} tabIndex={-1} className="screen-title">
            {props.title}
          </h1>
          {props.lead === undefined ? null : <div className="screen-lead">{props.lead}</div>}
        </div>
        {props.aside === undefined ? null : <div className="screen-aside">{props.aside}</div>}
      </header>
      {props.children}
    </main>
  );
}
