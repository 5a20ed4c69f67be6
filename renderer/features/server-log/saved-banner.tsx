import type { ReactNode } from 'react';
import { Text } from '../../app/i18n/text.tsx';
import { Banner } from '../../ui/banner.tsx';
import type { SavedLog } from './store.ts';

/** Problems that are named; of more only the number is. */
const MOST_NAMED = 5;

/** What was saved, and whether it is as it should be. */
export function SavedBanner({ saved }: { readonly saved: SavedLog }): ReactNode {
  if (saved.kind === 'places') {
    return (
      <Banner tone="success">
        <Text id="server-log.kept" />
      </Banner>
    );
  }
  const { problems, events } = saved;
  if (problems.length === 0) {
    return (
      <Banner tone="success">
        <Text id="server-log.exported" values={{ count: events }} />
      </Banner>
    );
  }
  return (
    <Banner tone="danger" isAlert>
      <p>
        <Text id="server-log.broken" />
      </p>
      <ul className="prose">
        {problems.slice(0, MOST_NAMED).map(({ problem, sequence }) => (
          <li key={`${problem}-${String(sequence)}`}>
            <Text id={`server-log.problem.${problem}`} values={{ sequence }} />
          </li>
        ))}
      </ul>
      {problems.length <= MOST_NAMED ? null : (
        <p>
          <Text id="server-log.more" values={{ count: problems.length - MOST_NAMED }} />
        </p>
      )}
    </Banner>
  );
}
