import type { ReactNode } from 'react';
import { FormattedDate, FormattedTime } from 'react-intl';
import type { AuditEntry } from '../../../shared/audit/audit-event.ts';
import { Text, UserText } from '../../app/i18n/text.tsx';
import type { ActivityEntry } from '../../vault/activity-api.ts';
import { daysOf } from './days-of.ts';

/** Events under the day they happened on, newest first. */
export function ActivityList(props: { readonly entries: readonly ActivityEntry[] }): ReactNode {
  return daysOf(props.entries).map((day) => (
    <section key={day.key} className="activity-day">
      <h3 className="activity-date">
        <FormattedDate value={day.at} weekday="long" day="numeric" month="long" year="numeric" />
      </h3>
      <ul className="rows">
        {day.entries.map(({ sequence, event }) => (
          <li key={sequence} className="activity-row">
            <span className="activity-time">
              {event === null ? null : <FormattedTime value={event.at} timeStyle="short" />}
            </span>
            <span>
              {event === null ? <Text id="activity.unreadable" /> : <EventText event={event} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  ));
}

function EventText({ event }: { readonly event: AuditEntry }): ReactNode {
  const records = event.recordIds === undefined ? null : (event.count ?? event.recordIds.length);
  return (
    <>
      <Text id={`audit.kind.${event.kind}`} />
      <span className="activity-detail">
        {event.reason === undefined ? null : <Text id={`audit.reason.${event.reason}`} />}
        {records === null ? null : <Text id="activity.records" values={{ count: records }} />}
        {event.kind === 'vault.unlock-failed' ? (
          <Text id="activity.times" values={{ count: event.count ?? 1 }} />
        ) : null}
        {event.note === undefined ? null : <UserText>{event.note}</UserText>}
        {event.code === undefined ? null : <bdi className="code">{event.code}</bdi>}
      </span>
    </>
  );
}
