import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { holdAssignments } from '../../../shared/access/held-assignment.ts';
import { undated } from '../../../shared/domain/assignment.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { PERSON_ACTIONS } from '../permissions/person-actions.ts';

/** What a role may do, in words. */
export function RoleActions({ role }: { readonly role: string }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const own = useFeature('session', (state) => state.programme?.roles) ?? [];
  const allowed = holdAssignments([undated(role, [])], own)[0]?.actions ?? [];
  const names = PERSON_ACTIONS.filter((action) => allowed.includes(action)).map((action) =>
    text(`permission.${action}`),
  );
  return (
    <p className="muted">
      <Text id="people.role.may" values={{ actions: intl.formatList(names) }} />
    </p>
  );
}
