import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Text, UserText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import type { RecordSummary } from '../../vault/vault-api.ts';
import { DayText } from '../../ui/day-text.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';
import { RecordStateChip } from '../../ui/record-state-chip.tsx';

/** Records as rows; each opens its detail. */
export function RecordList(props: { readonly records: readonly RecordSummary[] }): ReactNode {
  return (
    <ul className="rows">
      {props.records.map((record) => (
        <li key={`${record.recordId}-${record.version}`}>
          <RecordRow record={record} />
        </li>
      ))}
    </ul>
  );
}

function RecordRow({ record }: { readonly record: RecordSummary }): ReactNode {
  const { stores } = useServices();
  const go = useFeature('router', (state) => state.go);
  const areaName = useAreaName();
  return (
    <Button
      className="row row-button"
      onPress={() => {
        void stores.record.getState().open(record);
        go({ screen: 'record', recordId: record.recordId });
      }}
    >
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
          <span>
            <bdi>{areaName(record.areaId)}</bdi>
          </span>
          <DayText value={record.savedAt} />
        </span>
      </span>
      <span className="row-chips">
        <RecordStateChip state={record.state} />
      </span>
      <ChevronRight size={22} aria-hidden className="directional row-arrow" />
    </Button>
  );
}
