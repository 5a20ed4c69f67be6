import type { ReactNode } from 'react';
import { isBuiltInRole } from '../../shared/domain/role.ts';
import { useLocalized } from '../app/i18n/localized.ts';
import { Text } from '../app/i18n/text.tsx';
import { useFeature } from '../app/services.ts';

/** What a role is called: by the app, by the programme, or by its bare name where neither knows it (yet). */
export function RoleText({ role }: { readonly role: string }): ReactNode {
  const localized = useLocalized();
  const roles = useFeature('session', (state) => state.programme?.roles);
  if (isBuiltInRole(role)) return <Text id={`role.${role}`} />;
  const own = roles?.find(({ id }) => id === role);
  return <bdi>{own === undefined ? role : localized(own.name)}</bdi>;
}
