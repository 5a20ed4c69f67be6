import { Search, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Form } from 'react-aria-components';
import type { MessageId } from '../../app/i18n/messages.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { SearchQuery } from '../../vault/vault-api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { TextField } from '../../ui/text-field.tsx';

const WAYS: readonly {
  readonly by: SearchQuery['by'];
  readonly label: MessageId;
  readonly hint: MessageId;
}[] = [
  { by: 'name', label: 'home.search.name', hint: 'home.search.name-hint' },
  { by: 'national-id', label: 'home.search.national-id', hint: 'home.search.national-id-hint' },
  { by: 'phone-last-four', label: 'home.search.phone', hint: 'home.search.phone-hint' },
];

/** Three ways to find a person, each answered from blind indexes without the network. */
export function SearchPanel(): ReactNode {
  const text = useText();
  const by = useFeature('home', (state) => state.searchBy);
  const value = useFeature('home', (state) => state.searchText);
  const found = useFeature('home', (state) => state.found);
  const isSearching = useFeature('home', (state) => state.isSearching);
  const setSearch = useFeature('home', (state) => state.setSearch);
  const search = useFeature('home', (state) => state.search);
  const end = useFeature('home', (state) => state.endSearch);
  const way = WAYS.find((candidate) => candidate.by === by);
  if (way === undefined) return null;
  return (
    <Card title={text('home.search.title')}>
      <Form
        className="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <ChoiceField
          label={text('home.search.by')}
          isLabelHidden
          look="segments"
          value={by}
          onChange={(next) => setSearch(next, '')}
          choices={WAYS.map((item) => ({ value: item.by, label: text(item.label) }))}
        />
        <div className="search-row">
          <TextField
            label={text(way.label)}
            hint={text(way.hint)}
            value={value}
            onChange={(next) => setSearch(by, next)}
            type="search"
            inputMode={by === 'phone-last-four' ? 'numeric' : 'text'}
            {...(by === 'phone-last-four' ? { maxLength: 4 } : {})}
          />
          <Button type="submit" variant="primary" icon={Search} isPending={isSearching}>
            <Text id="home.search.go" />
          </Button>
          {found === null ? null : (
            <Button variant="quiet" icon={X} onPress={end}>
              <Text id="home.search.clear" />
            </Button>
          )}
        </div>
      </Form>
    </Card>
  );
}
