import { Download, ShieldCheck, Square } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useMay } from '../../app/use-may.ts';
import type { ServerLogState } from '../../vault/server-log-api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Progress, Skeleton } from '../../ui/waiting.tsx';
import { ConflictBanner } from './conflict-banner.tsx';
import { SavedBanner } from './saved-banner.tsx';

/** What this laptop keeps of the server's log, and the whole of it for those who may read it. */
export function ServerLogCard(): ReactNode {
  const text = useText();
  const { log, busy, progress, saved, failure, load, savePlaces, saveLog, stop } = useFeature(
    'serverLog',
    (state) => state,
  );
  const may = useMay();
  useEffect(() => void load(), [load]);
  const mayRead = may('audit.read');
  return (
    <Card title={text('server-log.title')}>
      <p className="prose">
        <Text id="server-log.lead" />
      </p>
      {log === null ? (
        failure === null ? (
          <Skeleton rows={2} />
        ) : null
      ) : (
        <>
          <ConflictBanner conflicts={log.conflicts} />
          <Kept log={log} />
        </>
      )}
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {saved === null ? null : <SavedBanner saved={saved} />}
      {busy === 'log' ? (
        <Progress
          label={text('server-log.fetching', { done: 0, total: 0, ...progress })}
          value={progress?.done}
          maximum={progress?.total ?? 0}
        />
      ) : null}
      <div className="actions">
        {busy === 'log' ? (
          <Button icon={Square} onPress={stop}>
            <Text id="server-log.stop" />
          </Button>
        ) : (
          <>
            <Button
              icon={ShieldCheck}
              isDisabled={(log?.kept ?? 0) === 0}
              isPending={busy === 'places'}
              onPress={() => void savePlaces()}
            >
              <Text id="server-log.keep" />
            </Button>
            {mayRead ? (
              <Button icon={Download} onPress={() => void saveLog()}>
                <Text id="server-log.export" />
              </Button>
            ) : null}
          </>
        )}
      </div>
    </Card>
  );
}

function Kept({ log: { kept, newest } }: { readonly log: ServerLogState }): ReactNode {
  return (
    <p className="prose">
      {newest === null ? (
        <Text id="server-log.none" />
      ) : (
        <Text
          id="server-log.newest"
          values={{
            count: kept,
            sequence: newest.sequence,
            date: <MomentText value={newest.time} />,
          }}
        />
      )}
    </p>
  );
}
