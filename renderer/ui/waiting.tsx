import type { ReactNode } from 'react';
import { Label, ProgressBar } from 'react-aria-components';
import { useText } from '../app/i18n/text.tsx';

/** Grey bars where content will be, announced as loading. */
export function Skeleton({ rows = 3 }: { readonly rows?: number | undefined }): ReactNode {
  const text = useText();
  return (
    <div className="skeleton" role="status" aria-label={text('common.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="skeleton-row" />
      ))}
    </div>
  );
}

/** Progress of slow work; without a value it only says that work goes on. */
export function Progress(props: {
  readonly label: string;
  readonly value?: number | undefined;
  readonly maximum?: number | undefined;
}): ReactNode {
  const isKnown = props.value !== undefined && (props.maximum ?? 0) > 0;
  return (
    <ProgressBar
      className="progress"
      isIndeterminate={!isKnown}
      value={props.value ?? 0}
      maxValue={isKnown ? (props.maximum ?? 1) : 1}
    >
      {({ percentage }) => (
        <>
          <Label className="progress-label">{props.label}</Label>
          <progress
            className="progress-bar"
            aria-hidden="true"
            {...(isKnown ? { value: percentage ?? 0, max: 100 } : {})}
          />
        </>
      )}
    </ProgressBar>
  );
}

/** Nothing here, why, and what to do about it. */
export function EmptyState(props: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <p className="empty-title">{props.title}</p>
      {props.children === undefined ? null : <div className="empty-text">{props.children}</div>}
      {props.action}
    </div>
  );
}
