import { beforeEach, describe, expect, test } from 'vitest';
import { generateSigningSeed } from '../../../shared/crypto/index.ts';
import { fromBase64Url } from '../../../shared/encoding/bytes.ts';
import type { Voucher } from '../../../shared/sync/http-api.ts';
import { openEmptyStore, OPERATOR_ID, operatorRow } from '../../../test/support/open-keys.ts';
import { administrator } from '../../../test/support/recovery-programme.ts';
import { standInServer, type StandInServer } from '../../../test/support/stand-in-server.ts';
import { vouch } from '../../../test/support/vouch.ts';
import type { OperatorRow } from '../database/rows.ts';
import type { ActiveSession, VaultContext } from '../vault-context.ts';
import { ownVoucher } from './own-voucher.ts';

let context: VaultContext;
let server: StandInServer;
let voucher: Voucher;
let row: OperatorRow;
beforeEach(async () => {
  const store = await openEmptyStore();
  server = standInServer();
  context = { store, api: server.api } as unknown as VaultContext;
  const { key } = await generateSigningSeed();
  voucher = await vouch(key, 'administrator', administrator);
  const request = fromBase64Url(voucher.request);
  row = { ...operatorRow(new Uint8Array(0)), request, requestHash: 'abc' };
  await store.operators.add(row);
});

/** What vouches for whoever is signed in as `operator`. */
const own = (operator = row) =>
  ownVoucher(context, { operator, programme: { administrator } } as unknown as ActiveSession);
const kept = async () => (await context.store!.operators.get(OPERATOR_ID))?.grant;

describe('what vouches for an administrator', () => {
  test('is the grant that the laptop has kept', async () => {
    expect(await own({ ...row, grant: fromBase64Url(voucher.grant) })).toEqual(voucher);
    expect(server.calls).toEqual([]);
  });

  test('is fetched, without signing in, where it was not kept; and kept then', async () => {
    server.answer = () => ({ state: 'granted', grant: voucher.grant, pack: 'AAAA' });
    expect(await own()).toEqual(voucher);
    expect(server.calls).toEqual([
      {
        serverUrl: row.serverUrl,
        method: 'GET',
        path: '/v1/provisioning/requests/abc/grant',
      },
    ]);
    expect(await kept()).toEqual(fromBase64Url(voucher.grant));
  });

  test('is missing while the server has none', async () => {
    server.answer = () => ({ state: 'pending' });
    await expect(own()).rejects.toMatchObject({ code: 'provisioning.pending' });
  });

  test('is not a grant of somebody else', async () => {
    const { key: stranger } = await generateSigningSeed();
    const { grant } = await vouch(stranger, 'administrator', stranger);
    server.answer = () => ({ state: 'granted', grant, pack: 'AAAA' });
    await expect(own()).rejects.toMatchObject({ code: 'provisioning.grant-tampered' });
    expect(await kept()).toBeUndefined();
  });
});
