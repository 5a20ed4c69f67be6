import { fingerprintWords } from '../../../shared/crypto/index.ts';
import { enrolmentAreas } from '../records/make-record.ts';
import type { ProgrammeView } from '../vault-api.ts';
import { requireActive, type VaultContext } from '../vault-context.ts';

/** The programme as screens need it. */
export function programmeView(context: VaultContext): ProgrammeView {
  const session = requireActive(context);
  const { pack, administrator } = session.programme;
  return {
    id: pack.id,
    name: pack.name,
    areas: pack.areas,
    roles: pack.roles ?? [],
    enrolmentAreaIds: enrolmentAreas(session, context.deps.now()),
    notice: pack.notice,
    form: pack.form,
    policy: pack.policy,
    words: fingerprintWords('programme', administrator.publicKey),
  };
}
