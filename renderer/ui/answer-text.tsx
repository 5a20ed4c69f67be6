import type { ReactNode } from 'react';
import { FormattedDate } from 'react-intl';
import type { Answer, BirthDate, FormField } from '../../shared/forms/form-definition.ts';
import { useLocalized } from '../app/i18n/localized.ts';
import { UserText } from '../app/i18n/text.tsx';
import { AttachedPhoto } from './attached-photo.tsx';
import { Photo } from './photo.tsx';
import { useAreaName } from './use-area-name.ts';

interface AnswerTextProps {
  /** The record, or the draft of one, that the answer belongs to. */
  readonly recordId: string;
  readonly field: FormField;
  readonly answer: Answer | undefined;
}

/** One answer as people read it. */
export function AnswerText({ recordId, field, answer }: AnswerTextProps): ReactNode {
  const localized = useLocalized();
  const areaName = useAreaName();
  if (answer === undefined) return null;
  if (typeof answer === 'object') {
    if ('attachment' in answer) return <AttachedPhoto recordId={recordId} photo={answer} />;
    return 'bytes' in answer ? (
      <Photo mediaType={answer.mediaType} bytes={answer.bytes} />
    ) : (
      <BirthDateText date={answer} />
    );
  }
  if (field.type === 'area') return <bdi>{areaName(answer)}</bdi>;
  if (field.type === 'choice') {
    const option = field.options.find((candidate) => candidate.code === answer);
    return option === undefined ? <UserText>{answer}</UserText> : localized(option.label);
  }
  if (field.type === 'phone' || field.type === 'identifier') {
    return (
      <bdi dir="ltr" className="code">
        {answer}
      </bdi>
    );
  }
  return <UserText>{answer}</UserText>;
}

/** A birth date at its precision; parts that are not known are not invented. */
export function BirthDateText({ date }: { readonly date: BirthDate }): ReactNode {
  const [year, month, day] = date.value.split('-').map(Number);
  const moment = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1));
  return (
    <FormattedDate
      value={moment}
      timeZone="UTC"
      year="numeric"
      {...(date.precision === 'year' ? {} : { month: 'long' as const })}
      {...(date.precision === 'day' ? { day: 'numeric' as const } : {})}
    />
  );
}
