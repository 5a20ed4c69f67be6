import { useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { ImportPlan } from '../../../shared/import/import-plan.ts';
import { planGaps, unmatchedOptional } from '../../../shared/import/plan-gaps.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ImportSummary } from '../../vault/import-api.ts';
import type { ProgrammeView } from '../../vault/vault-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Screen } from '../../ui/screen.tsx';
import { ConsentCard } from './consent-card.tsx';
import { ConsentColumns } from './consent-columns.tsx';
import { FieldColumns } from './field-columns.tsx';
import { GapList } from './gap-list.tsx';
import { ImportTrail } from './import-trail.tsx';

interface MatchStepProps {
  readonly programme: ProgrammeView;
  readonly summary: ImportSummary;
  readonly plan: ImportPlan;
}

/** Which column holds what, and what the consent of everybody rests on. */
export function MatchStep({ programme, summary, plan }: MatchStepProps): ReactNode {
  const text = useText();
  const check = useFeature('import', (state) => state.check);
  const restart = useFeature('import', (state) => state.restart);
  const [wasTried, setWasTried] = useState(false);
  const { form, notice } = programme;
  const gaps = planGaps(plan, form, notice);
  const shown = wasTried ? gaps : [];
  return (
    <Screen
      name="import-match"
      title={text('import.match.title')}
      lead={<Text id="import.match.lead" values={{ rows: summary.rows }} />}
    >
      <ImportTrail step="match" />
      <FieldColumns form={form} summary={summary} plan={plan} gaps={shown} />
      <ConsentColumns notice={notice} summary={summary} plan={plan} gaps={shown} />
      <ConsentCard notice={notice} summary={summary} plan={plan} />
      <OptionalLeftOut programme={programme} plan={plan} />
      {shown.length === 0 ? null : (
        <GapList gaps={shown} form={form} notice={notice} columns={summary.columns} />
      )}
      <div className="actions actions-foot">
        <Button
          variant="primary"
          size="large"
          onPress={() => {
            setWasTried(true);
            if (gaps.length === 0) void check();
          }}
        >
          <Text id="import.match.check" />
        </Button>
        <Button variant="quiet" size="large" onPress={() => void restart()}>
          <Text id="import.other-file" />
        </Button>
      </div>
    </Screen>
  );
}

function OptionalLeftOut(props: {
  readonly programme: ProgrammeView;
  readonly plan: ImportPlan;
}): ReactNode {
  const intl = useIntl();
  const localized = useLocalized();
  const { form } = props.programme;
  const missing = unmatchedOptional(props.plan, form);
  if (missing.length === 0) return null;
  const names = form.fields
    .filter(({ id }) => missing.includes(id))
    .map(({ label }) => localized(label));
  return (
    <Banner tone="info">
      <Text id="import.match.optional" values={{ names: intl.formatList(names) }} />
    </Banner>
  );
}
