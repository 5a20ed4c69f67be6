import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { STRONG_SCORE } from '../../../shared/matching/decision.ts';
import type { MatchFinding } from '../../../shared/matching/explain.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import type { DuplicateHit } from '../../vault/vault-api.ts';
import { Chip } from '../../ui/chip.tsx';
import { RecordFacts, RecordTitle } from '../../ui/record-facts.tsx';
import { RecordStateChip } from '../../ui/record-state-chip.tsx';

/** One record that may be the same person, with what the comparison found where it may be opened. */
export function DuplicateRow({ hit }: { readonly hit: DuplicateHit }): ReactNode {
  const { record, explanation } = hit;
  return (
    <li className="row row-stacked">
      <span className="row-main">
        <RecordTitle record={record} />
        <RecordFacts record={record}>
          {record.displayName === null && !record.own ? null : (
            <span>
              <Text id={record.own ? 'duplicates.own' : 'duplicates.other'} />
            </span>
          )}
        </RecordFacts>
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
