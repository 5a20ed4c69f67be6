import { fromBase64Url, toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { GrantResponse, ROUTES, type Voucher } from '../../../shared/sync/http-api.ts';
import { openGrant } from '../../../shared/sync/voucher.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';

/**
 * What vouches for the administrator who is signed in, for answers that travel as files. Laptops set up before
 * grants were kept fetch it once.
 * @throws FieldsealError `sync.*`, `provisioning.grant-tampered`.
 */
export async function ownVoucher(context: VaultContext, session: ActiveSession): Promise<Voucher> {
  const { request } = session.operator;
  const grant = session.operator.grant ?? (await fetchGrant(context, session));
  return { grant: toBase64Url(grant), request: toBase64Url(request) };
}

async function fetchGrant(context: VaultContext, session: ActiveSession): Promise<Bytes> {
  const { operatorId, requestHash, serverUrl } = session.operator;
  const path = ROUTES.requestGrant.replace(':requestHash', requestHash);
  const answer = await context.api.json({ serverUrl, method: 'GET', path }, GrantResponse);
  if (answer.state !== 'granted') throw new FieldsealError('provisioning.pending');
  const grant = fromBase64Url(answer.grant);
  await openGrant(grant, session.programme.administrator);
  await requireStore(context).operators.update(operatorId, { grant });
  return grant;
}
