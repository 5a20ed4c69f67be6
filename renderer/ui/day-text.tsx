import type { ReactNode } from 'react';
import { FormattedDate, FormattedTime } from 'react-intl';

interface MomentProps {
  /** ISO moment. */
  readonly value: string;
}

/** A day with its month as a word: the digits of "05/11" mean different days in different places. */
export function DayText({ value }: MomentProps): ReactNode {
  return (
    <span className="unbroken">
      <FormattedDate value={value} year="numeric" month="short" day="numeric" />
    </span>
  );
}

/** Day and time of day; where there is little room, the time goes to a second line as a whole. */
export function MomentText({ value }: MomentProps): ReactNode {
  return (
    <>
      <DayText value={value} />{' '}
      <span className="unbroken">
        <FormattedTime value={value} timeStyle="short" />
      </span>
    </>
  );
}
