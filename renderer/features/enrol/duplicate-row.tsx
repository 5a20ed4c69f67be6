import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { STRONG_SCORE } from '../../../shared/matching/decision.ts';
import type { MatchFinding } from '../../../shared/matching/explain.ts';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import type { DuplicateHit } from '../../vault/vault-api.ts';
import { Chip } from '../../ui/chip.tsx';
import { DayText } from '../../ui/day-text.tsx';
import { RecordStateChip } from '../../ui/record-state-chip.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';

/** One record that may be the same person, with what the comparison found where it may be opened. */
export function DuplicateRow({ hit }: { readonly hit: DuplicateHit }): ReactNode {
  const areaName = useAreaName();
  const { record, explanation } = hit;
  return (
    <li className="row row-stacked">
      <span className="row-main">
        <span className="row-title">
          {record.displayName === null ? (
            <Text id={record.own ? 'record.sealed-name' : 'record.other-name'} />
          ) : (
            <UserText>{record.displayName}</UserText>
          )}
        </span>
        <span className="row-detail">
          <bdi className="code">{record.registrationNumber}</bdi>
          <bdi>{areaName(record.areaId)}</bdi>
          <DayText value={record.savedAt} />
          {record.displayName === null && !record.own ? null : (
            <span>
              <Text id={record.own ? 'duplicates.own' : 'duplicates.other'} />
            </span>
          )}
        </span>
        {record.own ? null : (
          <span className="row-detail">
            <Text id="duplicates.not-shown" />
          </span>
        )}
        {explanation === null ? null : <Findings findings={explanation} />}
      </span>
      <span className="row-chips">
        {(hit.score ?? 0) < STRONG_SCORE ? null : (
          <Chip tone="danger">
            <Text id="duplicates.strong" />
          </Chip>
        )}
        {explanation === null
          ? hit.by.map((by) => (
              <Chip key={by} tone="warning">
                <Text id={`duplicates.by.${by}`} />
              </Chip>
            ))
          : null}
        <RecordStateChip state={record.state} />
      </span>
    </li>
  );
}

function Findings({ findings }: { readonly findings: readonly MatchFinding[] }): ReactNode {
  const text = useText();
  return (
    <ul className="findings" aria-label={text('duplicates.findings')}>
      {findings.map(({ code, evidence }) => (
        <li key={code} className={evidence > 0 ? 'finding-for' : 'finding-against'}>
          {evidence > 0 ? <CircleCheck size={16} aria-hidden /> : <CircleX size={16} aria-hidden />}
          <Text id={`duplicates.finding.${code}`} />
        </li>
      ))}
    </ul>
  );
}
