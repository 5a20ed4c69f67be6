import { FileInput, UserPlus } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useMay } from '../../app/use-may.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, Skeleton } from '../../ui/waiting.tsx';
import { Counts } from './counts.tsx';
import { DraftList } from './draft-list.tsx';
import { RecordList } from './record-list.tsx';
import { SearchPanel } from './search-panel.tsx';

/** Registrations of this laptop. */
export function HomeScreen(): ReactNode {
  const text = useText();
  const load = useFeature('home', (state) => state.load);
  const failure = useFeature('home', (state) => state.failure);
  const counts = useFeature('home', (state) => state.counts);
  const found = useFeature('home', (state) => state.found);
  const go = useFeature('router', (state) => state.go);
  const canEnrol = useMay()('registrant.enrol');
  useEffect(() => void load(), [load]);
  return (
    <Screen
      name="home"
      title={text('home.title')}
      aside={
        canEnrol ? (
          <div className="actions">
            <Button
              variant="primary"
              size="large"
              icon={UserPlus}
              onPress={() => go({ screen: 'enrol' })}
            >
              <Text id="home.new" />
            </Button>
            <Button size="large" icon={FileInput} onPress={() => go({ screen: 'import' })}>
              <Text id="home.import" />
            </Button>
          </div>
        ) : undefined
      }
    >
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {counts === null ? (
        failure === null ? (
          <Skeleton rows={2} />
        ) : null
      ) : (
        <Counts counts={counts} />
      )}
      {canEnrol ? <DraftList /> : null}
      <SearchPanel />
      {found === null ? <AllRecords canEnrol={canEnrol} /> : <FoundRecords />}
    </Screen>
  );
}

function FoundRecords(): ReactNode {
  const text = useText();
  const found = useFeature('home', (state) => state.found) ?? [];
  return (
    <Card title={text('home.found', { count: found.length })}>
      {found.length === 0 ? (
        <EmptyState title={text('home.found-none')}>
          <Text id="home.found-none-text" />
        </EmptyState>
      ) : (
        <RecordList records={found} />
      )}
    </Card>
  );
}

function AllRecords({ canEnrol }: { readonly canEnrol: boolean }): ReactNode {
  const text = useText();
  const records = useFeature('home', (state) => state.records);
  const hasFailed = useFeature('home', (state) => state.failure !== null);
  const next = useFeature('home', (state) => state.next);
  const isLoadingMore = useFeature('home', (state) => state.isLoadingMore);
  const loadMore = useFeature('home', (state) => state.loadMore);
  if (records === null) return hasFailed ? null : <Skeleton rows={4} />;
  return (
    <Card title={text('home.records')}>
      {records.length === 0 ? (
        <EmptyState title={text('home.empty')}>
          {canEnrol ? <Text id="home.empty-text" /> : null}
        </EmptyState>
      ) : (
        <RecordList records={records} />
      )}
      {next === null ? null : (
        <div className="actions">
          <Button isPending={isLoadingMore} onPress={() => void loadMore()}>
            <Text id="home.more" />
          </Button>
        </div>
      )}
    </Card>
  );
}
