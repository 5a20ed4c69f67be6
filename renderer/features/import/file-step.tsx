import { FileSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import { IMPORT_LIMITS } from '../../../shared/import/import-limits.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { ImportTrail } from './import-trail.tsx';

const MEGABYTE = 1024 * 1024;
const ENDINGS = ['.csv', '.tsv', '.txt', 'text/csv'];

/** What kind of file it takes, and choosing one. */
export function FileStep({ notice }: { readonly notice: ConsentNotice }): ReactNode {
  const text = useText();
  const choose = useFeature('import', (state) => state.choose);
  const isReading = useFeature('import', (state) => state.work !== null);
  const failure = useFeature('import', (state) => state.failure);
  const go = useFeature('router', (state) => state.go);
  return (
    <Screen name="import-file" title={text('import.title')} lead={<Text id="import.lead" />}>
      <ImportTrail step="file" />
      <ErrorBanner error={failure} />
      <Card title={text('import.file.title')}>
        <ul className="prose report-list">
          <li>
            <Text id="import.file.format" />
          </li>
          <li>
            <Text id="import.file.columns" />
          </li>
          <li>
            <Text id="import.file.consent" />
          </li>
          <li>
            <Text
              id="import.file.limits"
              values={{ rows: IMPORT_LIMITS.rows, size: IMPORT_LIMITS.fileBytes / MEGABYTE }}
            />
          </li>
          <li>
            <Text id="import.file.private" />
          </li>
        </ul>
        <div className="actions">
          <FileTrigger
            acceptedFileTypes={ENDINGS}
            onSelect={(files) => {
              const file = files?.[0];
              if (file !== undefined) void choose(file, notice);
            }}
          >
            <Button variant="primary" size="large" icon={FileSearch} isPending={isReading}>
              <Text id="import.file.choose" />
            </Button>
          </FileTrigger>
          <Button variant="quiet" size="large" onPress={() => go({ screen: 'home' })}>
            <Text id="common.back" />
          </Button>
        </div>
      </Card>
    </Screen>
  );
}
