import type { ReactNode } from 'react';
import { useText } from '../app/i18n/text.tsx';

/** Size of the box that signature strokes are kept in (see ConsentRecord.signaturePath). */
export const SIGNATURE_BOX = { width: 600, height: 200 };

/** A signature as it was drawn. Only move and line commands are drawn, whatever the text says. */
export function SignatureImage({ path }: { readonly path: string }): ReactNode {
  const text = useText();
  const isSafe = /^[ML0-9 .,-]*$/u.test(path);
  return (
    <svg
      className="signature-image"
      viewBox={`0 0 ${String(SIGNATURE_BOX.width)} ${String(SIGNATURE_BOX.height)}`}
      role="img"
      aria-label={text('consent.signature')}
    >
      {isSafe ? <path d={path} className="signature-stroke" /> : null}
    </svg>
  );
}
