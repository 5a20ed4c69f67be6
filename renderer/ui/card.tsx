import { useId, type ReactNode } from 'react';

interface CardProps {
  readonly title?: string | undefined;
  readonly children: ReactNode;
  readonly tone?: 'plain' | 'accent' | undefined;
}

/** A titled part of a screen. */
export function Card({ title, children, tone = 'plain' }: CardProps): ReactNode {
  const id = useId();
  return (
    <section className={`card card-${tone}`} aria-labelledby={title === undefined ? undefined : id}>
      {title === undefined ? null : (
        <h2 id={id} className="card-title">
          {title}
        </h2>
      )}
      {children}
    </section>
  );
}
