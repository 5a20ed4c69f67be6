import type { ReactNode } from 'react';
import type { AuditVerdict } from '../../../shared/audit/verify-audit.ts';
import { Text } from '../../app/i18n/text.tsx';
import { Banner } from '../../ui/banner.tsx';

/** Problems that are named; of more only the number is. */
const MOST_NAMED = 5;

/** Whether the log is complete, and where it is not. */
export function VerdictBanner({ verdict }: { readonly verdict: AuditVerdict }): ReactNode {
  const { problems, events } = verdict;
  if (problems.length === 0) {
    return (
      <Banner tone="success">
        <Text id="activity.intact" values={{ count: events }} />
      </Banner>
    );
  }
  return (
    <Banner tone="danger" isAlert>
      <p>
        <Text id="activity.broken" />
      </p>
      <ul className="prose">
        {problems.slice(0, MOST_NAMED).map(({ problem, sequence }) => (
          <li key={`${problem}-${String(sequence)}`}>
            <Text id={`activity.problem.${problem}`} values={{ sequence }} />
          </li>
        ))}
      </ul>
      {problems.length <= MOST_NAMED ? null : (
        <p>
          <Text id="activity.more-problems" values={{ count: problems.length - MOST_NAMED }} />
        </p>
      )}
    </Banner>
  );
}
