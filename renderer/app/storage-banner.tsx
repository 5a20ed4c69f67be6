import { useEffect, type ReactNode } from 'react';
import { megabytes, storageLevel, WARNING_BYTES } from '../features/storage/storage-level.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Text, useText } from './i18n/text.tsx';
import { useFeature } from './services.ts';

const CHECK_MS = 60_000;

/** Watches the room that is left, and says so before saving fails. */
export function StorageBanner(): ReactNode {
  const text = useText();
  const storage = useFeature('storage', (state) => state.storage);
  const check = useFeature('storage', (state) => state.check);
  useEffect(() => {
    void check();
    const timer = setInterval(() => void check(), CHECK_MS);
    return () => clearInterval(timer);
  }, [check]);
  if (storage === null) return null;
  const level = storageLevel(storage);
  if (level === 'fine') return storage.isPersistent ? null : <ClearableBanner />;
  return (
    <aside className="workspace-banner" aria-label={text('settings.storage')}>
      <Banner tone={level === 'low' ? 'warning' : 'danger'}>
        <p>
          <Text
            id={`storage.${level}`}
            values={{ free: megabytes(storage.freeBytes), limit: megabytes(WARNING_BYTES) }}
          />
        </p>
        <p>
          <Text id={storage.isPersistent ? 'storage.kept' : 'storage.clearable'} />
        </p>
      </Banner>
    </aside>
  );
}

/**
 * A browser that did not promise to keep the store deletes all of it when the disk gets full (`docs/faults.md`). It does
 * not tell how full the disk is, so it is said while there is room.
 */
function ClearableBanner(): ReactNode {
  const text = useText();
  const hasRead = useFeature('storage', (state) => state.hasReadClearable);
  const read = useFeature('storage', (state) => state.readClearable);
  if (hasRead) return null;
  return (
    <aside className="workspace-banner" aria-label={text('settings.storage')}>
      <Banner
        tone="warning"
        action={
          <Button onPress={read}>
            <Text id="storage.understood" />
          </Button>
        }
      >
        <Text id="storage.clearable" />
      </Banner>
    </aside>
  );
}
