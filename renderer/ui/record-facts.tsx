import type { ReactNode } from 'react';
import { Text, UserText } from '../app/i18n/text.tsx';
import type { RecordSummary } from '../vault/vault-api.ts';
import { DayText } from './day-text.tsx';
import { useAreaName } from './use-area-name.ts';

type Shown = Pick<
  RecordSummary,
  'displayName' | 'own' | 'registrationNumber' | 'areaId' | 'savedAt'
>;

/** Whose record a row of a list is, or why that is not shown. */
export function RecordTitle({ record }: { readonly record: Shown }): ReactNode {
  return (
    <span className="row-title">
      {record.displayName === null ? (
        <Text id={record.own ? 'record.sealed-name' : 'record.other-name'} />
      ) : (
        <UserText>{record.displayName}</UserText>
      )}
    </span>
  );
}

/** Number, area and day of a record in a list, and what else a list says of it. */
export function RecordFacts(props: {
  readonly record: Shown;
  readonly children?: ReactNode;
}): ReactNode {
  const areaName = useAreaName();
  const { registrationNumber, areaId, savedAt } = props.record;
  return (
    <span className="row-detail">
      <bdi className="code">{registrationNumber}</bdi>
      <bdi>{areaName(areaId)}</bdi>
      <DayText value={savedAt} />
      {props.children}
    </span>
  );
}
