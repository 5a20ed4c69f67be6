import type { ReactNode } from 'react';

/** Pairs of name and value, read by screen readers as such. */
export function DefinitionList(props: {
  readonly items: readonly {
    readonly key: string;
    readonly term: string;
    readonly value: ReactNode;
  }[];
}): ReactNode {
  return (
    <dl className="definitions">
      {props.items.map((item) => (
        <div key={item.key} className="definition">
          <dt>{item.term}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
