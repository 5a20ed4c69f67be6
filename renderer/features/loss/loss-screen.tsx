import { ArrowLeft, Printer } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { LossReport } from '../../../shared/sync/loss-report.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DayText } from '../../ui/day-text.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Skeleton } from '../../ui/waiting.tsx';
import { RevokeDialog } from '../admin/revoke-dialog.tsx';
import { ArrivedCard } from './arrived-card.tsx';
import { KeysCard } from './keys-card.tsx';
import { MissingCard } from './missing-card.tsx';
import { PeopleCard } from './people-card.tsx';

/** The page for the day a laptop is lost: what was on it, what is missing, and what to do. It goes to paper as it is. */
export function LossScreen(): ReactNode {
  const text = useText();
  const { shell } = useServices();
  const { deviceId, report, failure, open, close } = useFeature('loss', (state) => state);
  return (
    <Screen
      name="admin-loss"
      title={report === null ? text('loss.open') : text('loss.title', { code: report.deviceCode })}
      lead={<Text id="loss.lead" />}
      aside={
        <div className="actions">
          <Button icon={ArrowLeft} onPress={close}>
            <Text id="loss.back" />
          </Button>
          <Button icon={Printer} isDisabled={report === null} onPress={() => void shell.print()}>
            <Text id="loss.print" />
          </Button>
        </div>
      }
    >
      <ErrorBanner
        error={failure}
        onRetry={() => {
          if (deviceId !== null) void open(deviceId);
        }}
      />
      {report === null ? (
        failure === null ? (
          <Skeleton rows={6} />
        ) : null
      ) : (
        <Report report={report} />
      )}
    </Screen>
  );
}

function Report({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  return (
    <div className="report">
      <RevokeBanner report={report} />
      <Card title={text('loss.danger.title')}>
        <p className="prose">
          <Text id="loss.danger.text" />
        </p>
      </Card>
      <MissingCard report={report} />
      <ToDoCard report={report} />
      <KeysCard report={report} />
      <PeopleCard report={report} />
      <ArrivedCard report={report} />
    </div>
  );
}

function RevokeBanner({ report }: { readonly report: LossReport }): ReactNode {
  const revoke = useFeature('loss', (state) => state.revoke);
  const isBusy = useFeature('loss', (state) => state.isBusy);
  const [isAsking, setIsAsking] = useState(false);
  if (report.revokedAt !== null) {
    return (
      <Banner tone="success">
        <Text id="loss.revoked" values={{ date: <DayText value={report.revokedAt} /> }} />
      </Banner>
    );
  }
  return (
    <>
      <Banner
        tone="danger"
        action={
          <Button variant="danger" onPress={() => setIsAsking(true)}>
            <Text id="admin.revoke" />
          </Button>
        }
      >
        <Text id="loss.not-revoked" />
      </Banner>
      <RevokeDialog
        deviceCode={isAsking ? report.deviceCode : null}
        isPending={isBusy}
        revoke={revoke}
        onClose={() => setIsAsking(false)}
      />
    </>
  );
}

function ToDoCard({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const enumerators = report.operators.filter((operator) => operator.role === 'enumerator');
  const names = <bdi>{intl.formatList(enumerators.map((operator) => operator.name))}</bdi>;
  return (
    <Card title={text('loss.todo.title')}>
      <ol className="prose report-list">
        {report.revokedAt === null ? (
          <li>
            <Text id="loss.todo.revoke" />
          </li>
        ) : null}
        {enumerators.length === 0 ? null : (
          <>
            <li>
              <Text id="loss.todo.backup" values={{ names }} />
            </li>
            <li>
              <Text id="loss.todo.again" />
            </li>
          </>
        )}
        {report.reviewKeys.length === 0 ? null : (
          <li>
            <Text id="loss.todo.epoch" />
          </li>
        )}
        <li>
          <Text id="loss.todo.tell" />
        </li>
      </ol>
    </Card>
  );
}
