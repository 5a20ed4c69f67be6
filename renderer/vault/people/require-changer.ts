import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { isFounder } from '../provisioning/publish-pack.ts';
import { requireActive, type ActiveSession, type VaultContext } from '../vault-context.ts';

/** Only the administrator whose key laptops trust can sign grants and the pack. @throws FieldsealError `people.not-yours`. */
export function requireChanger(context: VaultContext): ActiveSession {
  const session = requireActive(context, 'provisioning.approve');
  if (!isFounder(session)) throw new FieldsealError('people.not-yours');
  return session;
}
