import { FileInput } from 'lucide-react';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Text } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';

/** Reads what a laptop without a network answered to an order. */
export function AnswerFile(): ReactNode {
  const takeFile = useFeature('orders', (state) => state.takeFile);
  const show = useFeature('notices', (state) => state.show);
  async function take(file: Blob): Promise<void> {
    if (await takeFile(file)) show('orders.answer-taken');
  }
  return (
    <FileTrigger
      acceptedFileTypes={['.fsdone']}
      onSelect={(files) => {
        const file = files?.[0];
        if (file !== undefined) void take(file);
      }}
    >
      <Button icon={FileInput}>
        <Text id="orders.answer" />
      </Button>
    </FileTrigger>
  );
}
