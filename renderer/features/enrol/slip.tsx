import type { ReactNode } from 'react';
import { FormattedDate } from 'react-intl';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useNow } from '../../app/use-now.ts';
import type { SavedRecord } from '../../vault/vault-api.ts';
import { Brand } from '../../ui/brand.tsx';
import { qrPath, slipText } from './qr-code.ts';

/** What the registrant takes home: a number and a QR code, and no personal data. */
export function Slip({ saved }: { readonly saved: SavedRecord }): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const now = useNow();
  const programme = useFeature('session', (state) => state.programme);
  if (programme === null) return null;
  const qr = qrPath(slipText(programme.id, saved.registrationNumber));
  return (
    <section className="slip" aria-label={text('slip.title')}>
      <div className="slip-text">
        <Brand />
        <p className="slip-programme">
          <bdi>{localized(programme.name)}</bdi>
        </p>
        <p className="slip-label">
          <Text id="slip.number" />
        </p>
        <p className="slip-number">
          <bdi dir="ltr">{saved.registrationNumber}</bdi>
        </p>
        <p className="muted">
          <FormattedDate value={now} dateStyle="long" />
        </p>
        <p>
          <Text
            id="slip.contact"
            values={{ contact: <bdi>{programme.notice.controller.contact}</bdi> }}
          />
        </p>
      </div>
      <svg
        className="slip-qr"
        viewBox={`0 0 ${String(qr.size)} ${String(qr.size)}`}
        role="img"
        aria-label={text('slip.qr')}
        shapeRendering="crispEdges"
      >
        <rect width={qr.size} height={qr.size} fill="#fff" />
        <path d={qr.path} fill="#000" />
      </svg>
    </section>
  );
}
