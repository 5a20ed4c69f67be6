import { useEffect, type ReactNode } from 'react';
import { useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Skeleton } from '../../ui/waiting.tsx';
import { CheckStep } from './check-step.tsx';
import { ConsentStep } from './consent-step.tsx';
import { FormStep } from './form-step.tsx';
import { LanguageStep } from './language-step.tsx';
import { SavedStep } from './saved-step.tsx';

/** One enrolment: language, consent, form, check, saved. */
export function EnrolScreen(): ReactNode {
  const draft = useFeature('enrol', (state) => state.draft);
  const saved = useFeature('enrol', (state) => state.saved);
  const draftId = useFeature('router', (state) => state.route.draftId);
  const open = useFeature('enrol', (state) => state.open);
  const isOther = draftId !== undefined && draft?.id !== draftId && saved?.recordId !== draftId;
  useEffect(() => {
    if (isOther) void open(draftId);
  }, [isOther, draftId, open]);
  if (isOther) return <Opening />;
  if (saved !== null) return <SavedStep saved={saved} />;
  if (draft === null) return <LanguageStep />;
  switch (draft.step) {
    case 'consent':
      return <ConsentStep draft={draft} />;
    case 'form':
      return <FormStep draft={draft} />;
    case 'check':
      return <CheckStep draft={draft} />;
  }
}

function Opening(): ReactNode {
  const text = useText();
  const failure = useFeature('enrol', (state) => state.failure);
  return (
    <Screen name="enrol-opening" title={text('enrol.opening')}>
      <ErrorBanner error={failure} />
      {failure === null ? <Skeleton rows={4} /> : null}
    </Screen>
  );
}
