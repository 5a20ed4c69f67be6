import { HardDriveDownload } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { BackupStatus } from '../../vault/backup-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Skeleton } from '../../ui/waiting.tsx';
import { BackupProgress } from './backup-progress.tsx';
import { BackupResultView } from './backup-result.tsx';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import { RestoreFile } from './restore-file.tsx';

/** What is safe, making a backup, and checking or restoring a file. */
export function BackupCard(): ReactNode {
  const text = useText();
  const { status, work, failure, result, load, make } = useFeature('backup', (state) => state);
  const [isAsking, setIsAsking] = useState(false);
  useEffect(() => void load(), [load]);
  const isWritingPossible = (status?.ways.length ?? 0) > 0;
  const needsPassphrase = status?.ways.includes('passphrase') ?? false;
  return (
    <Card title={text('backup.title')}>
      <p className="prose">
        <Text id="backup.text" />
      </p>
      {status === null ? (
        failure === null ? (
          <Skeleton rows={2} />
        ) : null
      ) : (
        <StatusList status={status} />
      )}
      {status === null || isWritingPossible ? null : (
        <Banner tone="info">
          <Text id="backup.no-way" />
        </Banner>
      )}
      <ErrorBanner error={failure} />
      {result === null ? null : <BackupResultView result={result} />}
      {work === null ? (
        <div className="actions">
          <Button
            variant="primary"
            icon={HardDriveDownload}
            isDisabled={!isWritingPossible}
            onPress={() => {
              if (needsPassphrase) setIsAsking(true);
              else void make(null);
            }}
          >
            <Text id="backup.make" />
          </Button>
        </div>
      ) : (
        <BackupProgress work={work} />
      )}
      <RestoreFile />
      {status === null || !isAsking ? null : (
        <PassphraseDialog
          minimum={status.passphraseMinLength}
          onCancel={() => setIsAsking(false)}
          onChosen={(passphrase) => {
            setIsAsking(false);
            void make(passphrase);
          }}
        />
      )}
    </Card>
  );
}

function StatusList({ status }: { readonly status: BackupStatus }): ReactNode {
  const text = useText();
  return (
    <>
      {status.isOverdue && status.oldestAtRisk !== null ? (
        <Banner tone="warning">
          <Text id="backup.overdue" values={{ date: <MomentText value={status.oldestAtRisk} /> }} />
        </Banner>
      ) : null}
      <DefinitionList
        items={[
          {
            key: 'last',
            term: text('backup.last'),
            value:
              status.lastBackupAt === null ? (
                text('backup.never')
              ) : (
                <MomentText value={status.lastBackupAt} />
              ),
          },
          {
            key: 'drafts',
            term: text('backup.drafts'),
            value: <FormattedNumber value={status.drafts} />,
          },
          {
            key: 'unsent',
            term: text('backup.unsent'),
            value: <FormattedNumber value={status.unsent} />,
          },
          ...(status.oldestAtRisk === null
            ? []
            : [
                {
                  key: 'at-risk',
                  term: text('backup.at-risk'),
                  value: <MomentText value={status.oldestAtRisk} />,
                },
              ]),
        ]}
      />
    </>
  );
}
