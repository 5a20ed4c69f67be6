import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedDate } from 'react-intl';
import type { ConsentRecord } from '../../shared/domain/consent.ts';
import { useLocalized } from '../app/i18n/localized.ts';
import { Text, useText, UserText } from '../app/i18n/text.tsx';
import { useFeature } from '../app/services.ts';
import { Chip } from './chip.tsx';
import { DefinitionList } from './definition-list.tsx';
import { languageName } from './language-switch.tsx';
import { SignatureImage } from './signature-image.tsx';

/** What the person agreed to, how, and until when. */
export function ConsentSummary({ consent }: { readonly consent: ConsentRecord }): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const notice = useFeature('session', (state) => state.programme?.notice);
  const purposeName = (id: string): string => {
    const purpose = notice?.purposes.find((candidate) => candidate.id === id);
    return purpose === undefined ? id : localized(purpose.name);
  };
  const order = (notice?.purposes ?? []).map(({ id }) => id);
  const answered = Object.entries(consent.purposes);
  // In the order they were asked; the record itself keeps none.
  const purposes = answered
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([id, answer]) => ({
      key: `purpose-${id}`,
      term: purposeName(id),
      value: <ConsentAnswer answer={answer} />,
    }));
  return (
    <>
      <DefinitionList
        items={[
          ...purposes,
          {
            key: 'notice',
            term: text('consent.notice'),
            value: text('consent.notice-version', {
              version: consent.notice.version,
              language: languageName(consent.notice.language),
            }),
          },
          {
            key: 'method',
            term: text('consent.method'),
            value: <Text id={`consent.method.${consent.collectionMethod}`} />,
          },
          {
            key: 'valid',
            term: text('consent.valid-until'),
            value: <FormattedDate value={consent.expiryDate} timeZone="UTC" dateStyle="long" />,
          },
          ...(consent.witness === undefined || consent.witness === ''
            ? []
            : [
                {
                  key: 'witness',
                  term: text('consent.witness'),
                  value: <UserText>{consent.witness}</UserText>,
                },
              ]),
        ]}
      />
      {consent.signaturePath === undefined || consent.signaturePath === '' ? null : (
        <SignatureImage path={consent.signaturePath} />
      )}
    </>
  );
}

/** Given or refused: icon, word and colour. */
export function ConsentAnswer({ answer }: { readonly answer: 'given' | 'refused' }): ReactNode {
  return (
    <Chip
      tone={answer === 'given' ? 'success' : 'neutral'}
      icon={answer === 'given' ? CircleCheck : CircleX}
    >
      <Text id={`consent.answer.${answer}`} />
    </Chip>
  );
}
