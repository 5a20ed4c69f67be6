import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';

/** The laptop is ready. */
export function DoneStep(): ReactNode {
  const { stores } = useServices();
  const clear = useFeature('setup', (state) => state.clear);
  return (
    <div className="form">
      <p className="done-mark">
        <CircleCheck size={56} aria-hidden />
      </p>
      <p className="prose">
        <Text id="setup.done.text" />
      </p>
      <div className="actions">
        <Button
          variant="primary"
          size="large"
          onPress={() => {
            void stores.session.getState().refresh().finally(clear);
          }}
        >
          <Text id="setup.done.start" />
        </Button>
      </div>
    </div>
  );
}
