import { Plus, RefreshCw, Users } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useAreaName } from '../../ui/use-area-name.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { EmptyState, Skeleton } from '../../ui/waiting.tsx';
import type { Person } from '../../vault/people-api.ts';
import { AddPerson } from './add-person.tsx';
import { ChangePerson } from './change-person.tsx';
import { PersonPage } from './person-page.tsx';
import { PersonTable } from './person-table.tsx';

/** Enough that two people never get the same, and few enough to be read out. */
const ID_CHARACTERS = 13;

/** Who belongs to the programme and what they are. */
export function PeopleScreen(): ReactNode {
  const { place, view, load } = useFeature('people', (state) => state);
  useEffect(() => void load(), [load]);
  if (place.kind === 'add') return <AddPerson />;
  const person =
    place.kind === 'list'
      ? undefined
      : view?.people.find(({ operatorId }) => operatorId === place.operatorId);
  if (person === undefined) return <PeopleList />;
  return place.kind === 'change' ? (
    <ChangePerson person={person} />
  ) : (
    <PersonPage person={person} />
  );
}

function PeopleList(): ReactNode {
  const text = useText();
  const { view, failure, load, go } = useFeature('people', (state) => state);
  const goTo = useFeature('router', (state) => state.go);
  return (
    <Screen
      name="people"
      title={text('people.title')}
      lead={<Text id="people.lead" />}
      isWide
      aside={
        <div className="actions">
          <Button
            variant="primary"
            icon={Plus}
            onPress={() =>
              go({ kind: 'add', operatorId: `op-${crypto.randomUUID().slice(0, ID_CHARACTERS)}` })
            }
          >
            <Text id="people.add" />
          </Button>
          <Button icon={Users} onPress={() => goTo({ screen: 'roles' })}>
            <Text id="roles.open" />
          </Button>
          <Button icon={RefreshCw} onPress={() => void load()}>
            <Text id="admin.refresh" />
          </Button>
        </div>
      }
    >
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {view?.mayChange === false ? (
        <Banner tone="info">
          <Text id="people.not-yours" />
        </Banner>
      ) : null}
      <Card>
        {view === null ? (
          failure === null ? (
            <Skeleton rows={5} />
          ) : null
        ) : view.people.length === 0 ? (
          <EmptyState title={text('people.empty')}>
            <Text id="people.empty-text" />
          </EmptyState>
        ) : (
          <FoundPeople people={view.people} />
        )}
      </Card>
    </Screen>
  );
}

function FoundPeople({ people }: { readonly people: readonly Person[] }): ReactNode {
  const text = useText();
  const areaName = useAreaName();
  const { search, setSearch } = useFeature('people', (state) => state);
  const wanted = search.trim().toLocaleLowerCase();
  const found = people.filter((person) =>
    [
      person.name,
      person.operatorId,
      ...person.laptops.map(({ deviceCode }) => deviceCode),
      ...person.assignments.flatMap(({ areaIds }) => (areaIds ?? []).map(areaName)),
    ].some((part) => part.toLocaleLowerCase().includes(wanted)),
  );
  return (
    <div className="form">
      <TextField
        label={text('people.search')}
        hint={text('people.search.hint')}
        type="search"
        value={search}
        onChange={setSearch}
      />
      {found.length === 0 ? (
        <EmptyState title={text('people.none-found')} />
      ) : (
        <PersonTable people={found} />
      )}
    </div>
  );
}
