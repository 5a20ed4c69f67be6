import { useEffect, type ReactNode } from 'react';
import { megabytes, storageLevel, WARNING_BYTES } from '../features/storage/storage-level.ts';
import { Banner } from '../ui/banner.tsx';
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
  if (level === 'fine') return null;
  return (
    <aside className="workspace-banner" aria-label={text('settings.storage')}>
      <Banner tone={level === 'low' ? 'warning' : 'danger'}>
        <Text
          id={`storage.${level}`}
          values={{
            free: megabytes(storage.freeBytes),
            limit: megabytes(WARNING_BYTES),
          }}
        />
      </Banner>
    </aside>
  );
}
