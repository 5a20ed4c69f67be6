import { Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import type { IssuedCode } from '../../vault/people-api.ts';

/** A one-time code to be read out or printed; it is shown here alone, and goes with the screen. */
export function CodeCard({ issued }: { readonly issued: IssuedCode }): ReactNode {
  const text = useText();
  const { shell } = useServices();
  const localized = useLocalized();
  const programmeName = useFeature('session', (state) => state.vault?.programmeName ?? null);
  const serverUrl = useFeature('session', (state) => state.vault?.serverUrl ?? '');
  const canPrint = useFeature('session', (state) => state.host?.print ?? false);
  return (
    <Card title={text('people.code.title')} tone="accent">
      <p className="prose">
        <Text id="people.code.text" values={{ name: <bdi>{issued.name}</bdi> }} />
      </p>
      <div className="slip">
        <div className="slip-text">
          {programmeName === null ? null : (
            <p className="slip-programme">
              <bdi>{localized(programmeName)}</bdi>
            </p>
          )}
          <p>
            <bdi>{issued.name}</bdi>
          </p>
          <p className="slip-label">
            <Text id="setup.code.code" />
          </p>
          <p className="slip-number">
            <bdi dir="ltr">{issued.code}</bdi>
          </p>
          <p className="slip-label">
            <Text id="setup.code.server" />
          </p>
          <p>
            <bdi>{serverUrl}</bdi>
          </p>
        </div>
      </div>
      <ul className="prose report-list">
        <li>
          <Text id="people.code.new-laptop" />
        </li>
        <li>
          <Text id="people.code.same-laptop" />
        </li>
        <li>
          <Text id="people.code.approve" />
        </li>
      </ul>
      {canPrint ? (
        <div className="actions">
          <Button icon={Printer} onPress={() => void shell.print()}>
            <Text id="people.code.print" />
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
