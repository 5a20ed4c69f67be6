import { Languages } from 'lucide-react';
import type { ReactNode } from 'react';
import { textDirection } from '../../../shared/domain/localized-text.ts';
import { noticeLanguages } from '../../../shared/domain/consent-notice.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { languageName } from '../../ui/language-switch.tsx';
import { Screen } from '../../ui/screen.tsx';

/** The registrant's language comes first; choosing it starts the draft. */
export function LanguageStep(): ReactNode {
  const text = useText();
  const notice = useFeature('session', (state) => state.programme?.notice);
  const begin = useFeature('enrol', (state) => state.begin);
  const isBusy = useFeature('enrol', (state) => state.isBusy);
  const failure = useFeature('enrol', (state) => state.failure);
  return (
    <Screen
      name="enrol-language"
      title={text('enrol.language.title')}
      lead={<Text id="enrol.language.text" />}
    >
      <ErrorBanner error={failure} />
      <div className="language-choices">
        {(notice === undefined ? [] : noticeLanguages(notice)).map((tag) => (
          <Button
            key={tag}
            variant="primary"
            size="large"
            icon={Languages}
            isPending={isBusy}
            onPress={() => void begin(tag)}
          >
            <span lang={tag} dir={textDirection(tag)}>
              {languageName(tag)}
            </span>
          </Button>
        ))}
      </div>
    </Screen>
  );
}
