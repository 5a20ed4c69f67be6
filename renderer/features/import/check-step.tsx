import { ArrowLeft, FolderInput, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import type { FormDefinition } from '../../../shared/forms/form-definition.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ImportCounts } from '../../vault/import-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Progress } from '../../ui/waiting.tsx';
import { CheckCounts } from './check-counts.tsx';
import { FindingTable } from './finding-table.tsx';
import { ImportTrail } from './import-trail.tsx';
import { isSaving, type ImportWork } from './store.ts';

interface CheckStepProps {
  readonly form: FormDefinition;
  readonly notice: ConsentNotice;
}

/** The rows are checked, then saved: how far that is, what was found, and what is to be done. */
export function CheckStep({ form, notice }: CheckStepProps): ReactNode {
  const text = useText();
  const { counts, findings, work, failure, backToMatch } = useFeature('import', (state) => state);
  const isBeingSaved = isSaving(work);
  return (
    <Screen
      name={isBeingSaved ? 'import-saving' : 'import-check'}
      title={text(isBeingSaved ? 'import.saving.title' : 'import.check.title')}
    >
      <ImportTrail step={isBeingSaved ? 'done' : 'check'} />
      <ErrorBanner error={failure} />
      {work === null ? null : <WorkCard work={work} />}
      {work !== null || counts === null ? null : <Checked counts={counts} />}
      {work === null ? (
        <div className="actions">
          {counts === null ? null : <SaveButton counts={counts} />}
          <Button variant="quiet" size="large" icon={ArrowLeft} onPress={backToMatch}>
            <Text id="import.check.back" />
          </Button>
        </div>
      ) : null}
      {work !== null || findings.length === 0 ? null : (
        <FindingTable findings={findings} form={form} notice={notice} />
      )}
    </Screen>
  );
}

function WorkCard({ work }: { readonly work: ImportWork }): ReactNode {
  const text = useText();
  const stop = useFeature('import', (state) => state.stop);
  const isStopping = useFeature('import', (state) => state.isStopping);
  const { kind, done, total } = work;
  return (
    <Card>
      <Progress
        label={text(`import.work.${kind}`, { done, total })}
        value={total === 0 ? undefined : done}
        maximum={total}
      />
      {isSaving(work) ? (
        <p className="muted">
          <Text id="import.saving.text" />
        </p>
      ) : null}
      <div className="actions">
        <Button icon={Square} isPending={isStopping} onPress={() => void stop()}>
          <Text id="import.stop" />
        </Button>
      </div>
    </Card>
  );
}

function Checked({ counts }: { readonly counts: ImportCounts }): ReactNode {
  return (
    <>
      {counts.ready === 0 ? (
        <Banner tone="warning">
          <Text id="import.check.nobody" />
        </Banner>
      ) : (
        <Banner tone="success">
          <Text id="import.check.ready" values={{ count: counts.ready }} />
        </Banner>
      )}
      <CheckCounts counts={counts} />
    </>
  );
}

function SaveButton({ counts }: { readonly counts: ImportCounts }): ReactNode {
  const { choice, save } = useFeature('import', (state) => state);
  const count =
    counts.ready + (choice.registered ? counts.registered : 0) + (choice.alike ? counts.alike : 0);
  return (
    <Button
      variant="primary"
      size="large"
      icon={FolderInput}
      isDisabled={count === 0}
      onPress={() => void save()}
    >
      <Text id="import.check.save" values={{ count }} />
    </Button>
  );
}
