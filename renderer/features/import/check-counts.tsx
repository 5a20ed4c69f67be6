import type { ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ImportCounts } from '../../vault/import-api.ts';
import { Card } from '../../ui/card.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';

const KINDS = ['ready', 'faulty', 'refused', 'registered', 'alike'] as const;

/** What the rows came to, and whether those that seem to be registered are taken in all the same. */
export function CheckCounts({ counts }: { readonly counts: ImportCounts }): ReactNode {
  const text = useText();
  const { choice, choosePeople } = useFeature('import', (state) => state);
  return (
    <Card title={text('import.counts.title')}>
      <DefinitionList
        items={KINDS.map((kind) => ({
          key: kind,
          term: text(`import.counts.${kind}`),
          value: <FormattedNumber value={counts[kind]} />,
        }))}
      />
      <p className="muted">
        <Text id="import.counts.how" />
      </p>
      {counts.registered === 0 ? null : (
        <CheckField
          isSelected={choice.registered}
          onChange={(registered) => choosePeople({ registered })}
        >
          <Text id="import.choice.registered" values={{ count: counts.registered }} />
        </CheckField>
      )}
      {counts.alike === 0 ? null : (
        <CheckField isSelected={choice.alike} onChange={(alike) => choosePeople({ alike })}>
          <Text id="import.choice.alike" values={{ count: counts.alike }} />
        </CheckField>
      )}
    </Card>
  );
}
