import { CircleCheck, FileSearch, Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { FormDefinition } from '../../../shared/forms/form-definition.ts';
import type { ImportRule } from '../../../shared/import/row-finding.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import type { ImportChoice, ImportReport } from '../../vault/import-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { FindingTable } from './finding-table.tsx';
import { ImportTrail } from './import-trail.tsx';

const LEFT_OUT = ['faulty', 'refused', 'registered', 'alike'] as const;

interface DoneStepProps {
  readonly report: ImportReport;
  readonly form: FormDefinition;
  readonly notice: ConsentNotice;
}

/** What the import came to, and which rows were left out; after a lock the numbers only. */
export function DoneStep({ report, form, notice }: DoneStepProps): ReactNode {
  const text = useText();
  const { shell } = useServices();
  const restart = useFeature('import', (state) => state.restart);
  const go = useFeature('router', (state) => state.go);
  const findings = useFeature('import', (state) => state.findings);
  const choice = useFeature('import', (state) => state.choice);
  const leftOut = findings.filter(({ rule }) => !isTakenIn(rule, choice));
  const canPrint = useFeature('session', (state) => state.host?.print ?? false);
  return (
    <Screen name="import-done" title={text('import.done.title')}>
      <ImportTrail step="done" />
      <Outcome report={report} />
      <Card title={text('import.done.numbers')}>
        <Numbers report={report} />
      </Card>
      <div className="actions actions-foot">
        <Button
          variant="primary"
          size="large"
          icon={CircleCheck}
          onPress={() => {
            void restart();
            go({ screen: 'home' });
          }}
        >
          <Text id="import.done.finish" />
        </Button>
        <Button size="large" icon={FileSearch} onPress={() => void restart()}>
          <Text id="import.other-file" />
        </Button>
        {/* The table brings its own. */}
        {canPrint && leftOut.length === 0 ? (
          <Button size="large" icon={Printer} onPress={() => void shell.print()}>
            <Text id="import.print" />
          </Button>
        ) : null}
      </div>
      {leftOut.length === 0 ? null : (
        <FindingTable findings={leftOut} form={form} notice={notice} />
      )}
    </Screen>
  );
}

function isTakenIn(rule: ImportRule, choice: ImportChoice): boolean {
  return (
    (rule === 'id-registered' && choice.registered) || (rule === 'person-alike' && choice.alike)
  );
}

function Outcome({ report }: { readonly report: ImportReport }): ReactNode {
  const { saved, total, failure } = report;
  if (saved === total) {
    return (
      <>
        <Banner tone={saved === 0 ? 'info' : 'success'}>
          <Text id="import.done.all" values={{ saved }} />
        </Banner>
        {/* Not about the people: they are saved, and the next sync makes them ready to be sent. */}
        {failure === null || failure === 'vault.locked' ? null : (
          <ErrorBanner error={new FieldsealError(failure)} />
        )}
      </>
    );
  }
  const reason = failure === 'vault.locked' ? 'locked' : failure === null ? 'stopped' : 'failed';
  return (
    <>
      {reason === 'failed' && failure !== null ? (
        <ErrorBanner error={new FieldsealError(failure)} />
      ) : null}
      <Banner tone="warning">
        <Text id={`import.done.${reason}`} values={{ saved, total }} />
      </Banner>
    </>
  );
}

function Numbers({ report }: { readonly report: ImportReport }): ReactNode {
  const text = useText();
  const numbers = [
    ['first', report.firstNumber],
    ['last', report.lastNumber],
  ] as const;
  const counts = [
    ['saved', report.saved],
    ['open', report.total - report.saved],
  ] as const;
  const shown = counts.filter(([key, count]) => key === 'saved' || count > 0);
  return (
    <DefinitionList
      items={[
        ...shown.map(([key, count]) => ({
          key,
          term: text(`import.done.${key}`),
          value: <FormattedNumber value={count} />,
        })),
        ...numbers
          .filter(([, number]) => number !== null)
          .map(([key, number]) => ({
            key,
            term: text(`import.done.${key}`),
            value: (
              <bdi dir="ltr" className="code">
                {number}
              </bdi>
            ),
          })),
        ...LEFT_OUT.map((kind) => ({
          key: kind,
          term: text(`import.done.${kind}`),
          value: <FormattedNumber value={report.leftOut[kind]} />,
        })),
      ]}
    />
  );
}
