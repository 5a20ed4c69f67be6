import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useFeature, useServices } from '../../app/services.ts';
import type { RecordSummary } from '../../vault/vault-api.ts';
import { RecordFacts, RecordTitle } from '../../ui/record-facts.tsx';
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
  return (
    <Button
      className="row row-button"
      onPress={() => {
        void stores.record.getState().open(record);
        go({ screen: 'record', recordId: record.recordId });
      }}
    >
      <span className="row-main">
        <RecordTitle record={record} />
        <RecordFacts record={record} />
      </span>
      <span className="row-chips">
        <RecordStateChip state={record.state} />
      </span>
      <ChevronRight size={22} aria-hidden className="directional row-arrow" />
    </Button>
  );
}
