import { useState, type ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { DuplicateHit } from '../../vault/vault-api.ts';
import { DayText } from '../../ui/day-text.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RecordStateChip } from '../../ui/record-state-chip.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';

/** Somebody alike is registered already: who, by what, and a deliberate choice. */
export function DuplicatesDialog(): ReactNode {
  const text = useText();
  const duplicates = useFeature('enrol', (state) => state.duplicates);
  const close = useFeature('enrol', (state) => state.closeDuplicates);
  const saveAnyway = useFeature('enrol', (state) => state.saveAnyway);
  const [isSure, setIsSure] = useState(false);
  const leave = (): void => {
    setIsSure(false);
    close();
  };
  const hits = duplicates ?? [];
  return (
    <Dialog
      title={text('duplicates.title', { count: hits.length })}
      isOpen={duplicates !== null}
      onClose={leave}
      isWide
      actions={
        <>
          <Button variant="primary" onPress={leave}>
            <Text id="duplicates.back" />
          </Button>
          <Button isDisabled={!isSure} onPress={() => void saveAnyway()}>
            <Text id="duplicates.continue" />
          </Button>
        </>
      }
    >
      <p>
        <Text id="duplicates.text" />
      </p>
      <ul className="rows">
        {hits.map((hit) => (
          <DuplicateRow key={hit.record.recordId} hit={hit} />
        ))}
      </ul>
      <CheckboxField isSelected={isSure} onChange={setIsSure}>
        <CheckboxButton className="checkbox">
          <span className="checkbox-box" aria-hidden="true" />
          <span>
            <Text id="duplicates.sure" />
          </span>
        </CheckboxButton>
      </CheckboxField>
    </Dialog>
  );
}

function DuplicateRow({ hit }: { readonly hit: DuplicateHit }): ReactNode {
  const areaName = useAreaName();
  const { record } = hit;
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
      </span>
      <span className="row-chips">
        {hit.by.map((by) => (
          <Chip key={by} tone="warning">
            <Text id={`duplicates.by.${by}`} />
          </Chip>
        ))}
        <RecordStateChip state={record.state} />
      </span>
    </li>
  );
}
