import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useMay } from '../../app/use-may.ts';
import { Card } from '../../ui/card.tsx';
import { StickActions } from './stick-actions.tsx';

/** Delivery without a network: handing over on a stick, and reading what came on one. */
export function StickCard({ onDone }: { readonly onDone: () => void }): ReactNode {
  const text = useText();
  const may = useMay();
  return (
    <Card title={text('courier.title')}>
      <p className="prose">
        <Text id="courier.text" />
      </p>
      <StickActions canHandOver={may('registrant.enrol')} onDone={onDone} />
    </Card>
  );
}
