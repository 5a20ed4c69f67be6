import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Card } from '../../ui/card.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { megabytes } from '../storage/storage-level.ts';

/** How much this laptop's store takes, how much room is left, and whether the browser may clear it away. */
export function StorageCard(): ReactNode {
  const text = useText();
  const storage = useFeature('storage', (state) => state.storage);
  return (
    <Card title={text('settings.storage')}>
      {storage === null ? (
        <p className="muted">
          <Text id="settings.storage.unknown" />
        </p>
      ) : (
        <DefinitionList
          items={[
            {
              key: 'used',
              term: text('settings.storage.used'),
              value: text('storage.megabytes', { size: Math.ceil(storage.usedBytes / 1_000_000) }),
            },
            {
              key: 'free',
              term: text(`settings.storage.free.${storage.freeOf}`),
              value: text('storage.megabytes', { size: megabytes(storage.freeBytes) }),
            },
            {
              key: 'persistent',
              term: text('settings.storage.persistent'),
              value: text(
                storage.isPersistent
                  ? 'settings.storage.persistent.yes'
                  : 'settings.storage.persistent.no',
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}
