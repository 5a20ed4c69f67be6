import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { lasting } from '../../../shared/access/change-assignments.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';
import type { Person } from '../../vault/people-api.ts';

/** Something ended that laptops were not told of yet: what that means, and doing it. */
export function DueBanner({ person }: { readonly person: Person }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const areaName = useAreaName();
  const { view, isBusy, change } = useFeature('people', (state) => state);
  const now = useJudgedAt();
  if (person.due === null) return null;
  const areas = intl.formatList(person.due.reviewAreaIds.map(areaName));
  return (
    <Banner
      tone="warning"
      title={text('people.due.title')}
      action={
        view?.mayChange === true ? (
          <Button
            variant="primary"
            isPending={isBusy}
            onPress={() => void change(person.operatorId, lasting(person.assignments, now))}
          >
            <Text id="people.due.finish" />
          </Button>
        ) : undefined
      }
    >
      <p>
        <Text id="people.due.text" values={{ name: <bdi>{person.name}</bdi> }} />
      </p>
      {areas === '' ? null : (
        <p>
          <Text id="people.due.areas" values={{ areas: <bdi>{areas}</bdi> }} />
        </p>
      )}
    </Banner>
  );
}
