import { PencilLine, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { remedyOf, type RefusalRemedy } from '../../../shared/sync/refusal-remedy.ts';
import type { MessageId } from '../../app/i18n/messages.ts';
import { Text } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { RecordSummary } from '../../vault/vault-api.ts';
import { Button } from '../../ui/button.tsx';
import { useMend } from './use-mend.ts';

const MEND: Readonly<Record<Exclude<RefusalRemedy, 'none'>, MessageId>> = {
  area: 'refused.mend.area',
  size: 'refused.mend.size',
  again: 'refused.mend.again',
};

/** What the person who registered a refused record can do about it. */
export function RemedyActions(props: {
  readonly record: RecordSummary;
  readonly isBeingMended: boolean;
  /** After it was sealed anew. */
  readonly onSent?: (() => void) | undefined;
}): ReactNode {
  const { record, isBeingMended, onSent } = props;
  const isSending = useFeature('refused', (state) => state.isSending);
  const sendAgain = useFeature('refused', (state) => state.sendAgain);
  const mend = useMend();
  const remedy = remedyOf(record.refusal);
  if (!record.own || remedy === 'none') return null;
  const mayBeSent = remedy !== 'size' && !isBeingMended;
  return (
    <span className="row-actions">
      <Button
        variant={remedy === 'again' && !isBeingMended ? 'secondary' : 'primary'}
        icon={PencilLine}
        onPress={() => void mend(record)}
      >
        <Text id={isBeingMended ? 'refused.mend.go-on' : MEND[remedy]} />
      </Button>
      {mayBeSent ? (
        <Button
          variant={remedy === 'again' ? 'primary' : 'secondary'}
          icon={Send}
          isPending={isSending}
          onPress={() => void sendAgain([record.recordId]).then(onSent)}
        >
          <Text id="refused.again" />
        </Button>
      ) : null}
    </span>
  );
}
