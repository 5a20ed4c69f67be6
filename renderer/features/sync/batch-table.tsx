import { CircleCheck, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import { Text, useText } from '../../app/i18n/text.tsx';
import type { BatchSummary } from '../../vault/vault-api.ts';
import { MomentText } from '../../ui/day-text.tsx';
import { Chip } from '../../ui/chip.tsx';
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
        <thead>
          <tr>
            <th scope="col">
              <Text id="sync.batch.number" />
            </th>
            <th scope="col">
              <Text id="sync.batch.made" />
            </th>
            <th scope="col">
              <Text id="sync.batch.records" />
            </th>
            <th scope="col">
              <Text id="sync.batch.size" />
            </th>
            <th scope="col">
              <Text id="sync.batch.state" />
            </th>
          </tr>
        </thead>
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
                <FormattedNumber value={batch.records} />
              </td>
              <td>
                <Text id="common.kilobytes" values={{ size: Math.ceil(batch.bytes / 1024) }} />
              </td>
              <td>
                <Chip
                  tone={batch.state === 'received' ? 'success' : 'neutral'}
                  icon={batch.state === 'received' ? CircleCheck : Clock}
                >
                  <Text id={`sync.batch.${batch.state}`} />
                </Chip>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
