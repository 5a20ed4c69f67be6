import { CircleCheck, Clock, ReceiptText, Trash2, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { FormattedNumber, useIntl } from 'react-intl';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { errorText } from '../../app/i18n/error-text.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { CarriedBatch } from '../../vault/courier-api.ts';
import { BatchContent } from '../../ui/batch-content.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { DropDialog } from './drop-dialog.tsx';

/** Batches that are carried for other laptops; nothing where there are none. */
export function CarriedCard(): ReactNode {
  const text = useText();
  const { carried, saveReceipts } = useFeature('courier', (state) => state);
  const [asked, setAsked] = useState<CarriedBatch | null>(null);
  if (carried === null || carried.length === 0) return null;
  const hasReceipts = carried.some(({ state }) => state !== 'waiting');
  return (
    <Card title={text('courier.carried')}>
      <p className="prose">
        <Text id="courier.carried.text" />
      </p>
      <div className="actions">
        <Button
          variant="primary"
          icon={ReceiptText}
          isDisabled={!hasReceipts}
          onPress={() => void saveReceipts()}
        >
          <Text id="courier.carried.save" />
        </Button>
      </div>
      <TableScroll label={text('courier.carried')}>
        <table className="table">
          <TableHead
            columns={[
              'courier.carried.laptop',
              'sync.batch.number',
              'sync.batch.records',
              'sync.batch.size',
              'sync.batch.state',
            ]}
          />
          <tbody>
            {carried.map((batch) => (
              <CarriedRow key={batch.batchHash} batch={batch} onDrop={() => setAsked(batch)} />
            ))}
          </tbody>
        </table>
      </TableScroll>
      <DropDialog batch={asked} onClose={() => setAsked(null)} />
    </Card>
  );
}

function CarriedRow(props: {
  readonly batch: CarriedBatch;
  readonly onDrop: () => void;
}): ReactNode {
  const { batch } = props;
  return (
    <tr>
      <th scope="row">
        {batch.deviceCode === null ? (
          <Text id="courier.carried.unknown" />
        ) : (
          <bdi className="code">{batch.deviceCode}</bdi>
        )}
      </th>
      <td>
        <FormattedNumber value={batch.sequence} />
      </td>
      <td>
        <BatchContent records={batch.records} photos={batch.photos} />
      </td>
      <td>
        <Text id="common.kilobytes" values={{ size: Math.ceil(batch.bytes / 1024) }} />
      </td>
      <td>
        <span className="inline-list cell-actions">
          <CarriedState batch={batch} />
          <Button variant="quiet" icon={Trash2} onPress={props.onDrop}>
            <Text id="courier.carried.drop" />
          </Button>
        </span>
        <CarriedReason problem={batch.problem} />
      </td>
    </tr>
  );
}

function CarriedState({ batch: { state, problem } }: { readonly batch: CarriedBatch }): ReactNode {
  if (problem !== null) {
    return (
      <Chip tone="warning" icon={TriangleAlert}>
        <Text id="courier.carried.stuck" />
      </Chip>
    );
  }
  return (
    <Chip
      tone={state === 'waiting' ? 'neutral' : 'success'}
      icon={state === 'waiting' ? Clock : CircleCheck}
    >
      <Text id={`courier.carried.${state}`} />
    </Chip>
  );
}

/** Why the server did not take it; two reasons mean something else to who carries than to who made the batch. */
function CarriedReason({ problem }: Pick<CarriedBatch, 'problem'>): ReactNode {
  const intl = useIntl();
  if (problem === null) return null;
  const { code, expected, since } = problem;
  return (
    <p className="line muted">
      {code === 'sync.batch-gap' ? (
        <Text id="courier.carried.gap" values={{ expected: expected ?? 0 }} />
      ) : code === 'sync.batch-conflict' ? (
        <Text id="courier.carried.conflict" />
      ) : (
        errorText(intl, new FieldsealError(code, since === undefined ? {} : { since }))
      )}
    </p>
  );
}
