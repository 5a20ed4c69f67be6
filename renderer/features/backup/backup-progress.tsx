import { Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/waiting.tsx';
import type { BackupWork } from './store.ts';

/** How far the work is, and the way to end it. */
export function BackupProgress({ work }: { readonly work: BackupWork }): ReactNode {
  const text = useText();
  const stop = useFeature('backup', (state) => state.stop);
  return (
    <>
      <Progress
        label={text(`backup.work.${work.kind}`, { done: work.done, total: work.total })}
        value={work.total === 0 ? undefined : work.done}
        maximum={work.total}
      />
      <div className="actions">
        <Button icon={Square} onPress={stop}>
          <Text id="backup.stop" />
        </Button>
      </div>
    </>
  );
}
