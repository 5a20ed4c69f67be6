import { Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { ErrorCode } from '../../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { errorText } from '../../app/i18n/error-text.ts';
import type { MessageId } from '../../app/i18n/messages.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import type { RefusedPhoto } from '../../vault/photos-api.ts';

/** Photos that the server refused, with the reason; nothing where there is none. `onDone` is told what changed. */
export function RefusedPhotosCard({ onDone }: { readonly onDone: () => void }): ReactNode {
  const text = useText();
  const { refused, report, photos, photosReport, failure, isSending, sendPhotosAgain } = useFeature(
    'refused',
    (state) => state,
  );
  if (photos === null || (photos.length === 0 && photosReport === null)) return null;
  // The list of refused registrations, where there is one, says what failed.
  const isAlone = refused?.total === 0 && report === null;
  const own = photos.filter((photo) => photo.own);
  return (
    <Card title={text('refused.photos.title', { count: photos.length })}>
      {isAlone ? <ErrorBanner error={failure} /> : null}
      {photosReport === null || photosReport.again === 0 ? null : (
        <Banner tone="success">
          <Text id="refused.photos.sent" values={{ count: photosReport.again }} />
        </Banner>
      )}
      {photosReport === null || photosReport.lost === 0 ? null : (
        <Banner tone="danger" isAlert>
          <Text id="refused.photos.lost" values={{ count: photosReport.lost }} />
        </Banner>
      )}
      {photos.length === 0 ? null : (
        <p className="prose">
          <Text id="refused.photos.text" />
        </p>
      )}
      <ul className="rows">
        {photos.map((photo) => (
          <li key={photo.hash}>
            <PhotoRow photo={photo} />
          </li>
        ))}
      </ul>
      {own.length === 0 ? null : (
        <div className="actions">
          <Button
            icon={Send}
            isPending={isSending}
            onPress={() => void sendPhotosAgain(own.map(({ hash }) => hash)).then(onDone)}
          >
            <Text id="refused.again" />
          </Button>
        </div>
      )}
    </Card>
  );
}

/** Reasons in words for a photo; the errors' own speak of registrations. */
const WHY: Partial<Readonly<Record<ErrorCode, MessageId>>> = {
  'sync.item-malformed': 'refused.photos.why.malformed',
  'sync.item-signature-invalid': 'refused.photos.why.signature',
  'sync.item-conflict': 'refused.photos.why.conflict',
  'server.too-large': 'refused.photos.why.large',
};

function PhotoRow({ photo }: { readonly photo: RefusedPhoto }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const why = WHY[photo.refusal];
  return (
    <div className="row row-stacked">
      <span className="row-main">
        <span>
          <Text
            id="refused.photos.of"
            values={{ number: <bdi className="code">{photo.registrationNumber}</bdi> }}
          />
        </span>
        <span className="muted">
          <MomentText value={photo.savedAt} />
        </span>
        <span>
          {why === undefined ? errorText(intl, new FieldsealError(photo.refusal)) : text(why)}
        </span>
        {photo.own ? null : (
          <span className="muted">
            <Text id="refused.other" />
          </span>
        )}
      </span>
    </div>
  );
}
