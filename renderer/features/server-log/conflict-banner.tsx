import type { ReactNode } from 'react';
import { Text } from '../../app/i18n/text.tsx';
import type { ServerLogState } from '../../vault/server-log-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { MomentText } from '../../ui/day-text.tsx';

/** Conflicts that are named; of more only the number is. */
const MOST_NAMED = 3;

/** That the server's log contradicts what the server signed, where, and what to do. */
export function ConflictBanner(props: {
  readonly conflicts: ServerLogState['conflicts'];
}): ReactNode {
  const { conflicts } = props;
  if (conflicts.length === 0) return null;
  return (
    <Banner tone="danger" isAlert>
      <p>
        <Text id="server-log.conflict" />
      </p>
      <ul className="prose">
        {conflicts.slice(0, MOST_NAMED).map(({ kind, known, found }, index) => (
          <li key={`${String(index)}-${known.time}-${found.time}`}>
            <Text
              id={`server-log.conflict.${kind}`}
              values={{
                known: known.sequence,
                knownDate: <MomentText value={known.time} />,
                found: found.sequence,
                foundDate: <MomentText value={found.time} />,
              }}
            />
          </li>
        ))}
      </ul>
      {conflicts.length <= MOST_NAMED ? null : (
        <p>
          <Text id="server-log.more" values={{ count: conflicts.length - MOST_NAMED }} />
        </p>
      )}
      <p>
        <Text id="server-log.conflict.what" />
      </p>
    </Banner>
  );
}
