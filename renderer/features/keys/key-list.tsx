import { CircleCheck, Clock, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text } from '../../app/i18n/text.tsx';
import type { KeySummary } from '../../vault/keys-api.ts';
import { Chip } from '../../ui/chip.tsx';
import { DayText } from '../../ui/day-text.tsx';

const TONES = { fine: 'success', due: 'warning', overdue: 'danger' } as const;
const ICONS = { fine: CircleCheck, due: Clock, overdue: TriangleAlert };

/** Each key with its version, its age, and when it is to be renewed. */
export function KeyList(props: { readonly keys: readonly KeySummary[] }): ReactNode {
  return (
    <ul className="rows">
      {props.keys.map((key) => (
        <li key={`${key.purpose}/${key.keyId}`} className="row">
          <span className="row-main">
            <span className="row-title">
              <KeyName summary={key} />
            </span>
            <span className="row-detail">
              <Text
                id="keys.detail"
                values={{ version: key.version, date: <DayText value={key.createdAt} /> }}
              />
              {key.olderVersions === 0 ? null : (
                <Text id="keys.older" values={{ count: key.olderVersions }} />
              )}
            </span>
          </span>
          <span className="row-chips">
            <Chip tone={TONES[key.state]} icon={ICONS[key.state]}>
              <Text id={`keys.due.${key.state}`} values={{ date: <DayText value={key.dueAt} /> }} />
            </Chip>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The vault's own keys have names; those that a programme declares go by its word for them. */
function KeyName({ summary }: { readonly summary: KeySummary }): ReactNode {
  const { purpose, keyId } = summary;
  if (purpose === 'pii' && keyId === 'drafts') return <Text id="keys.key.drafts" />;
  if (purpose === 'pii' && keyId === 'record-views') return <Text id="keys.key.record-views" />;
  if (purpose === 'credentials' && keyId === 'operator') return <Text id="keys.key.operator" />;
  return <Text id="keys.key.other" values={{ purpose: <bdi>{`${purpose}/${keyId}`}</bdi> }} />;
}
