import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';

/** Frame of the screens before the vault is open. */
export function PublicPage({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="public">
      <header className="public-header">
        <Brand />
        <LanguageSwitch />
      </header>
      {children}
    </div>
  );
}
