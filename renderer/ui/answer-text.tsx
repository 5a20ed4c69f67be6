import { useEffect, useRef, type ReactNode } from 'react';
import { FormattedDate } from 'react-intl';
import type { Answer, BirthDate, FormField } from '../../shared/forms/form-definition.ts';
import { useLocalized } from '../app/i18n/localized.ts';
import { UserText, useText } from '../app/i18n/text.tsx';
import { copyBytes } from '../../shared/encoding/bytes.ts';
import { useAreaName } from './use-area-name.ts';

interface AnswerTextProps {
  readonly field: FormField;
  readonly answer: Answer | undefined;
}

/** One answer as people read it. */
export function AnswerText({ field, answer }: AnswerTextProps): ReactNode {
  const localized = useLocalized();
  const areaName = useAreaName();
  if (answer === undefined) return null;
  if (typeof answer === 'object') {
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

/** A photo from memory; its address is given back when it leaves the screen. */
export function Photo(props: {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}): ReactNode {
  const text = useText();
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const created = URL.createObjectURL(
      new Blob([copyBytes(props.bytes)], { type: props.mediaType }),
    );
    if (image.current !== null) image.current.src = created;
    return () => URL.revokeObjectURL(created);
  }, [props.bytes, props.mediaType]);
  return <img ref={image} alt={text('enrol.photo.alt')} className="photo" />;
}
