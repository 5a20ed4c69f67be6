import { Check, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ReviewItem } from '../../vault/vault-api.ts';
import { DayText } from '../../ui/day-text.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConsentSummary } from '../../ui/consent-summary.tsx';
import { RecordAnswers } from '../../ui/record-answers.tsx';
import { recordName } from '../../ui/record-name.ts';
import { Comparison } from './comparison.tsx';

interface ReviewDetailProps {
  readonly item: ReviewItem;
  readonly onApprove: () => void;
  readonly onReturn: () => void;
}

/** One record in full and the two decisions. */
export function ReviewDetail({ item, onApprove, onReturn }: ReviewDetailProps): ReactNode {
  const text = useText();
  const { record } = item;
  const form = useFeature('session', (state) => state.programme?.form);
  const isDeciding = useFeature('review', (state) => state.isDeciding);
  return (
    <article className="detail" aria-label={text('review.record')}>
      <header className="detail-header">
        <h2 className="detail-title">
          <UserText>{recordName(form, record.answers)}</UserText>
        </h2>
        <p className="muted inline-list">
          <bdi className="code">{record.registrationNumber}</bdi>
          <span>
            <Text id="review.enumerator" values={{ name: <bdi>{item.enumeratorName}</bdi> }} />
          </span>
          <DayText value={record.savedAt} />
          {record.version > 1 ? (
            <span>
              <Text id="review.version" values={{ version: record.version }} />
            </span>
          ) : null}
        </p>
      </header>
      {item.candidates.length > 0 ? <Comparison item={item} /> : null}
      <Card title={text('record.answers')}>
        <RecordAnswers recordId={record.id} answers={record.answers} />
      </Card>
      <Card title={text('record.consent')}>
        <ConsentSummary consent={record.consent} />
      </Card>
      <div className="decision">
        <div className="actions">
          <Button variant="primary" icon={Check} isPending={isDeciding} onPress={onApprove}>
            <Text id="review.approve" /> <kbd aria-hidden="true">A</kbd>
          </Button>
          <Button icon={Undo2} isDisabled={isDeciding} onPress={onReturn}>
            <Text id="review.return" /> <kbd aria-hidden="true">R</kbd>
          </Button>
        </div>
        <p className="key-hints">
          <span className="visually-hidden">
            <kbd>A</kbd> <Text id="review.approve" /> <kbd>R</kbd> <Text id="review.return" />{' '}
          </span>
          <kbd>J</kbd> <kbd>K</kbd> <Text id="review.keys.move" />
        </p>
      </div>
    </article>
  );
}
