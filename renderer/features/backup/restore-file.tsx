import { FileSearch, FolderInput, ShieldCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { BackupSummary } from '../../vault/backup-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { RecoveryOpener } from './recovery-opener.tsx';
import { useOpener } from './use-opener.ts';

/** A backup file: what it says of itself, whether it is whole, and bringing it in. */
export function RestoreFile(): ReactNode {
  const text = useText();
  const chosen = useFeature('backup', (state) => state.chosen);
  const choose = useFeature('backup', (state) => state.choose);
  const isWorking = useFeature('backup', (state) => state.work !== null);
  return (
    <>
      <h3 className="card-subtitle">
        <Text id="backup.file.title" />
      </h3>
      <p className="muted">
        <Text id="backup.file.text" />
      </p>
      {chosen === null ? null : <ChosenFile summary={chosen.summary} isWorking={isWorking} />}
      <div className="actions">
        <FileTrigger
          acceptedFileTypes={['.fsbackup']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) void choose(file);
          }}
        >
          <Button icon={FileSearch} isDisabled={isWorking}>
            {text(chosen === null ? 'backup.file.choose' : 'backup.file.other')}
          </Button>
        </FileTrigger>
      </div>
    </>
  );
}

function ChosenFile(props: {
  readonly summary: BackupSummary;
  readonly isWorking: boolean;
}): ReactNode {
  const text = useText();
  const { summary, isWorking } = props;
  const check = useFeature('backup', (state) => state.check);
  const restore = useFeature('backup', (state) => state.restore);
  const [passphrase, setPassphrase] = useState('');
  const opener = useOpener(summary, passphrase);
  return (
    <>
      <DefinitionList
        items={[
          {
            key: 'made',
            term: text('backup.file.made'),
            value: <MomentText value={summary.createdAt} />,
          },
          {
            key: 'laptop',
            term: text('backup.file.laptop'),
            value: <bdi className="code">{summary.deviceCode}</bdi>,
          },
          {
            key: 'content',
            term: text('backup.file.content'),
            value: text('backup.file.content-value', {
              drafts: summary.drafts,
              records: summary.records,
            }),
          },
          {
            key: 'size',
            term: text('backup.file.size'),
            value: text('common.kilobytes', { size: Math.ceil(summary.bytes / 1024) }),
          },
        ]}
      />
      {summary.isOwn ? (
        <>
          {summary.opensHere ? (
            <p className="muted">
              <Text id="backup.file.opens-here" />
            </p>
          ) : (
            <>
              {summary.ways.includes('passphrase') ? (
                <TextField
                  label={text('backup.passphrase')}
                  value={passphrase}
                  onChange={setPassphrase}
                  type="password"
                  autoComplete="off"
                />
              ) : null}
              {summary.ways.includes('recovery') ? <RecoveryOpener /> : null}
            </>
          )}
          <div className="actions">
            <Button
              icon={ShieldCheck}
              isDisabled={isWorking || opener === null}
              onPress={() => {
                if (opener !== null) void check(opener);
              }}
            >
              <Text id="backup.check" />
            </Button>
            <Button
              variant="primary"
              icon={FolderInput}
              isDisabled={isWorking || opener === null}
              onPress={() => {
                if (opener !== null) void restore(opener);
              }}
            >
              <Text id="backup.restore" />
            </Button>
          </div>
        </>
      ) : (
        <Banner tone="warning">
          <Text id="backup.file.not-own" />
        </Banner>
      )}
    </>
  );
}
