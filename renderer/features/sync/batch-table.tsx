import { CircleCheck, Clock, Usb } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import { Text, useText } from '../../app/i18n/text.tsx';
import type { BatchSummary } from '../../vault/vault-api.ts';
import { MomentText } from '../../ui/day-text.tsx';
import { BatchContent } from '../../ui/batch-content.tsx';
import { Chip } from '../../ui/chip.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { EmptyState } from '../../ui/waiting.tsx';

/** Batches this laptop made, newest first. */
export function BatchTable(props: { readonly batches: readonly BatchSummary[] }): ReactNode {
  const text = useText();
  if (props.batches.length === 0) return <EmptyState title={text('sync.no-batches')} />;
  const batches = props.batches.toSorted((a, b) => b.sequence - a.sequence);
  return (
    <TableScroll label={text('sync.batches')}>
      <table className="table">
        <TableHead
          columns={[
            'sync.batch.number',
            'sync.batch.made',
            'sync.batch.records',
            'sync.batch.size',
            'sync.batch.state',
          ]}
        />
        <tbody>
          {batches.map((batch) => (
            <tr key={batch.sequence}>
              <td>
                <FormattedNumber value={batch.sequence} />
              </td>
              <td>
                <MomentText value={batch.createdAt} />
              </td>
              <td>
                <BatchContent records={batch.records} photos={batch.photos} />
              </td>
              <td>
                <Text id="common.kilobytes" values={{ size: Math.ceil(batch.bytes / 1024) }} />
              </td>
              <td>
                <BatchState batch={batch} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function BatchState({ batch }: { readonly batch: BatchSummary }): ReactNode {
  const { state, handedOverAt } = batch;
  if (state === 'waiting' && handedOverAt !== null) {
    return (
      <>
        <Chip tone="info" icon={Usb}>
          <Text id="sync.batch.handed-over" />
        </Chip>
        <span className="line muted">
          <Text id="sync.batch.no-receipt" values={{ when: <MomentText value={handedOverAt} /> }} />
        </span>
      </>
    );
  }
  return (
    <Chip
      tone={state === 'received' ? 'success' : 'neutral'}
      icon={state === 'received' ? CircleCheck : Clock}
    >
      <Text id={`sync.batch.${state}`} />
    </Chip>
  );
}
