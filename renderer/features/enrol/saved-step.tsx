import { CircleCheck, Printer, UserPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import type { SavedRecord } from '../../vault/vault-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Slip } from './slip.tsx';

/** Sealed: the slip for the registrant, and on to the next person. */
export function SavedStep({ saved }: { readonly saved: SavedRecord }): ReactNode {
  const text = useText();
  const { shell } = useServices();
  const clear = useFeature('enrol', (state) => state.clear);
  const replace = useFeature('router', (state) => state.replace);
  const canPrint = useFeature('session', (state) => state.host?.print ?? false);
  return (
    <Screen name="enrol-saved" title={text('enrol.saved.title')}>
      <Banner tone="success">
        <Text id="enrol.saved.text" />
      </Banner>
      <Slip saved={saved} />
      <div className="actions actions-foot">
        <Button
          variant="primary"
          size="large"
          icon={UserPlus}
          onPress={() => {
            clear();
            replace({ screen: 'enrol' });
          }}
        >
          <Text id="enrol.saved.next" />
        </Button>
        {canPrint ? (
          <Button size="large" icon={Printer} onPress={() => void shell.print()}>
            <Text id="enrol.saved.print" />
          </Button>
        ) : null}
        <Button
          variant="quiet"
          size="large"
          icon={CircleCheck}
          onPress={() => {
            clear();
            replace({ screen: 'home' });
          }}
        >
          <Text id="enrol.saved.done" />
        </Button>
      </div>
    </Screen>
  );
}
