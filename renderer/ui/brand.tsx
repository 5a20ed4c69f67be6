import type { ReactNode } from 'react';
import { Text } from '../app/i18n/text.tsx';

/** The product's mark and name. */
export function Brand(): ReactNode {
  return (
    <span className="brand">
      <img src="/icon.svg" alt="" width="36" height="36" className="brand-mark" />
      <span className="brand-name">
        <Text id="app.name" />
      </span>
    </span>
  );
}
