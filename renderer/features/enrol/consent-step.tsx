import { ArrowRight, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { Draft } from '../../vault/vault-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { isEnrolmentRefused } from './consent-model.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { MethodFields } from './method-fields.tsx';
import { NoticeView } from './notice-view.tsx';
import { CorrectionBanner, EnrolmentTrail, SaveStatus } from './step-header.tsx';

/** Consent before anything else: the notice, an answer per purpose, and how it was given. */
export function ConsentStep({ draft }: { readonly draft: Draft }): ReactNode {
  const text = useText();
  const programme = useFeature('session', (state) => state.programme);
  const failure = useFeature('enrol', (state) => state.failure);
  const problem = useFeature('enrol', (state) => state.consentProblem);
  const finish = useFeature('enrol', (state) => state.finishConsent);
  const setConsent = useFeature('enrol', (state) => state.setConsent);
  const [isAsking, setIsAsking] = useState(false);
  if (programme === null) return null;
  const isRefused = isEnrolmentRefused(programme.notice, draft.consent);
  return (
    <Screen
      name="enrol-consent"
      title={text('enrol.consent.title')}
      aside={<SaveStatus />}
      lead={<EnrolmentTrail step="consent" />}
    >
      <ErrorBanner error={failure} />
      {draft.correction === null ? null : <CorrectionBanner reason={draft.correction.reason} />}
      <NoticeView
        notice={programme.notice}
        consent={draft.consent}
        onChange={setConsent}
        isIncomplete={problem === 'unanswered'}
      />
      {isRefused ? (
        <Banner
          tone="warning"
          title={text('enrol.refused.title')}
          isAlert
          action={
            <Button variant="danger" onPress={() => setIsAsking(true)}>
              <Text id="enrol.refused.end" />
            </Button>
          }
        >
          <Text id="enrol.refused.text" />
        </Banner>
      ) : (
        <>
          <Card title={text('enrol.method.title')}>
            <MethodFields consent={draft.consent} onChange={setConsent} problem={problem} />
          </Card>
          {problem === 'unanswered' ? (
            <Banner tone="danger" isAlert>
              <Text id="enrol.consent.unanswered" />
            </Banner>
          ) : null}
        </>
      )}
      {isRefused ? null : (
        <div className="actions actions-foot">
          <Button
            variant="primary"
            size="large"
            icon={ArrowRight}
            onPress={() => void finish(programme)}
          >
            <Text id="common.continue" />
          </Button>
          <Button variant="quiet" icon={Trash2} onPress={() => setIsAsking(true)}>
            <Text id="enrol.discard" />
          </Button>
        </div>
      )}
      <DiscardDialog isOpen={isAsking} onClose={() => setIsAsking(false)} />
    </Screen>
  );
}
