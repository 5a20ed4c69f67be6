import type { ReactNode } from 'react';
import type { Answer, FormField } from '../../../shared/forms/form-definition.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import type { MessageId } from '../../app/i18n/messages.ts';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ReviewItem } from '../../vault/vault-api.ts';
import { AnswerText } from '../../ui/answer-text.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Chip } from '../../ui/chip.tsx';
import { recordName } from '../../ui/record-name.ts';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { isSameAnswer } from './same-answer.ts';

/** Possible duplicates side by side with the record; equal answers are marked in words. */
export function Comparison({ item }: { readonly item: ReviewItem }): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const items = useFeature('review', (state) => state.items) ?? [];
  const form = useFeature('session', (state) => state.programme?.form);
  const ids = item.candidates.map((candidate) => candidate.recordId);
  const others = items.filter((other) => ids.includes(other.record.id));
  const unseen = ids.length - others.length;
  const shown = [item, ...others];
  const fields = (form?.fields ?? []).filter(({ id }) =>
    shown.some(({ record }) => record.answers[id] !== undefined),
  );
  return (
    <Banner
      tone="warning"
      title={text('review.candidates-title', { count: item.candidates.length })}
    >
      <p className="inline-list">
        {[...new Set(item.candidates.flatMap(({ by }) => by.map(matchMessage)))].map((id) => (
          <Chip key={id} tone="warning">
            <Text id={id} />
          </Chip>
        ))}
      </p>
      {others.length === 0 ? null : (
        <TableScroll label={text('review.compare')}>
          <table className="table compare">
            <thead>
              <tr>
                <th scope="col">
                  <Text id="review.question" />
                </th>
                <th scope="col">
                  <Text id="review.this" />
                </th>
                {others.map((other) => (
                  <th key={other.record.id} scope="col">
                    <UserText>{recordName(form, other.record.answers)}</UserText>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={field.id}>
                  <th scope="row">{localized(field.label)}</th>
                  <td>
                    <AnswerText
                      recordId={item.record.id}
                      field={field}
                      answer={item.record.answers[field.id]}
                    />
                  </td>
                  {others.map((other) => (
                    <ComparedCell
                      key={other.record.id}
                      recordId={other.record.id}
                      field={field}
                      own={item.record.answers[field.id]}
                      other={other.record.answers[field.id]}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
      {unseen > 0 ? (
        <p>
          <Text id="review.candidates-unseen" values={{ count: unseen }} />
        </p>
      ) : null}
    </Banner>
  );
}

/** The server names a match by field and kind of index; people are told what it means. */
function matchMessage(by: string): MessageId {
  if (by.endsWith('/phonetic-birth-date')) return 'duplicates.by.name-and-birth-date';
  return by === 'nationalId/exact' ? 'duplicates.by.national-id' : 'duplicates.by.other';
}

function ComparedCell(props: {
  readonly recordId: string;
  readonly field: FormField;
  readonly own: Answer | undefined;
  readonly other: Answer | undefined;
}): ReactNode {
  const isSame = isSameAnswer(props.own, props.other);
  return (
    <td className={isSame ? 'cell-same' : undefined}>
      <AnswerText recordId={props.recordId} field={props.field} answer={props.other} />
      {isSame ? (
        <span className="cell-mark">
          <Text id="review.same" />
        </span>
      ) : null}
    </td>
  );
}
