import { useState, type ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DuplicateRow } from './duplicate-row.tsx';

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
