import type { ReactNode } from 'react';
import { FormattedNumber, FormattedRelativeTime } from 'react-intl';
import type { MessageId } from '../../app/i18n/messages.ts';
import { Text } from '../../app/i18n/text.tsx';
import { useNow } from '../../app/use-now.ts';
import type { RecordCounts } from '../../vault/vault-api.ts';

const MINUTE_MS = 60_000;

/** The numbers that tell an enumerator how the day stands. */
export function Counts({ counts }: { readonly counts: RecordCounts }): ReactNode {
  const { byState } = counts;
  const tiles: readonly {
    readonly label: MessageId;
    readonly value: number;
    readonly tone: string;
  }[] = [
    { label: 'home.count.waiting', value: byState.saved + byState['in-batch'], tone: 'info' },
    { label: 'home.count.received', value: byState.received, tone: 'info' },
    { label: 'home.count.approved', value: byState.approved, tone: 'success' },
    { label: 'home.count.attention', value: byState.returned + byState.refused, tone: 'warning' },
  ];
  return (
    <>
      <dl className="tiles">
        {tiles.map((tile) => (
          <div key={tile.label} className={`tile tile-${tile.value === 0 ? 'none' : tile.tone}`}>
            <dt>
              <Text id={tile.label} />
            </dt>
            <dd>
              <FormattedNumber value={tile.value} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="muted">
        <LastSync at={counts.lastSyncAt} />
      </p>
    </>
  );
}

/** When this laptop last exchanged with the server. */
export function LastSync({ at }: { readonly at: string | null }): ReactNode {
  if (at === null) return <Text id="home.never-synced" />;
  return <Text id="home.last-sync" values={{ when: <TimeAgo at={at} /> }} />;
}

function TimeAgo({ at }: { readonly at: string }): ReactNode {
  const now = useNow();
  // Not in the future: the sync may be a little younger than `now`.
  const minutes = Math.min(0, Math.round((Date.parse(at) - now) / MINUTE_MS));
  if (minutes > -60) return <FormattedRelativeTime value={minutes} unit="minute" numeric="auto" />;
  const hours = Math.round(minutes / 60);
  if (hours > -48) return <FormattedRelativeTime value={hours} unit="hour" />;
  return <FormattedRelativeTime value={Math.round(hours / 24)} unit="day" />;
}
