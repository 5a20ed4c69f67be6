import {
  generateAgreementSecret,
  generateSigningSeed,
  hpkeSeal,
  randomBytes,
  sha256,
  signMessage,
  type AgreementKey,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import type { Role } from '../../shared/domain/role.ts';
import { toBase64Url, toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../shared/encoding/cbor.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import {
  GRANT_SECRETS_INFO,
  grantedRoles,
  type ProvisioningGrant,
} from '../../shared/sync/provisioning.ts';
import { publicKeyRef } from '../../shared/sync/public-keys.ts';
import { DEMO_SEED } from '../seed/demo.ts';
import { call, createTestClient, type Answer, type TestClient } from './test-client.ts';
import type { TestPerson, TestServer } from './test-server.ts';

const DAY_MS = 86_400_000;

/** A person's keys on a laptop, before and after the administrator's approval. */
export interface Party {
  readonly person: TestPerson;
  readonly deviceKey: SigningKey;
  readonly operatorKey: SigningKey;
  readonly agreementKey: AgreementKey;
  readonly request: Bytes;
  readonly requestHash: string;
}

/** A party that is active, with a client for each of its two keys. */
export interface ActiveParty extends Party {
  readonly device: TestClient;
  readonly operator: TestClient;
}

export interface Administrator extends ActiveParty {
  readonly pack: ProgrammePack;
  readonly packBytes: Bytes;
  readonly reviewKeys: ReadonlyMap<string, AgreementKey>;
}

/**
 * Makes a person's keys and signed request; with `deviceKey` on a laptop that has one already. A request for a file may
 * name no programme.
 */
export async function makeParty(
  person: TestPerson,
  deviceKey?: SigningKey,
  programmeId = DEMO_SEED.draft.id,
): Promise<Party> {
  const device = deviceKey ?? (await generateSigningSeed()).key;
  const { key: operatorKey } = await generateSigningSeed();
  const { key: agreementKey } = await generateAgreementSecret();
  const request = await signMessage(operatorKey, 'provisioning-request', {
    formatVersion: 1,
    programmeId,
    operatorId: person.operatorId,
    deviceId: device.kid,
    deviceSigningKey: publicKeyRef(device),
    operatorSigningKey: publicKeyRef(operatorKey),
    operatorAgreementKey: publicKeyRef(agreementKey),
    createdAt: new Date().toISOString(),
  });
  const requestHash = toHex(sha256(request));
  return { person, deviceKey: device, operatorKey, agreementKey, request, requestHash };
}

/** The grant for a party, signed by `administratorKey`; `changes` spoil it. */
export async function makeGrant(
  administratorKey: SigningKey,
  party: Party,
  changes: Partial<ProvisioningGrant> = {},
): Promise<Bytes> {
  const secrets = await hpkeSeal(
    party.agreementKey.publicKey,
    encodeCbor({ indexKey: randomBytes(32), reviewKeys: [] }),
    GRANT_SECRETS_INFO,
    encodeCbor({ operatorId: party.person.operatorId, requestHash: party.requestHash }),
  );
  const grant: ProvisioningGrant = {
    ...grantedRoles(party.person.assignments),
    programmeId: DEMO_SEED.draft.id,
    requestHash: party.requestHash,
    operatorId: party.person.operatorId,
    operatorName: party.person.name,
    deviceId: party.deviceKey.kid,
    deviceCode: deviceCode(party.deviceKey.kid),
    issuedAt: new Date().toISOString(),
    leaseUntil: new Date(Date.now() + 60 * DAY_MS).toISOString(),
    secrets,
    ...changes,
  };
  return signMessage(administratorKey, 'provisioning-grant', grant);
}

/** Codes given out so far by device: four characters of a hash would be the same for two of a thousand laptops. */
const deviceCodes = new Map<string, string>();

function deviceCode(deviceId: string): string {
  const next = deviceCodes.size.toString(36).toUpperCase().padStart(4, '0');
  const code = deviceCodes.get(deviceId) ?? next;
  deviceCodes.set(deviceId, code);
  return code;
}

/** The seeded draft with keys added, as the first administrator makes it. */
export async function makePack(
  server: TestServer,
  administratorKey: SigningKey,
  changes: Partial<ProgrammePack> = {},
): Promise<{
  readonly pack: ProgrammePack;
  readonly packBytes: Bytes;
  readonly reviewKeys: ReadonlyMap<string, AgreementKey>;
}> {
  const reviewKeys = new Map<string, AgreementKey>();
  for (const { id } of DEMO_SEED.draft.areas) {
    reviewKeys.set(id, (await generateAgreementSecret()).key);
  }
  const pack: ProgrammePack = {
    ...DEMO_SEED.draft,
    formatVersion: 1,
    serverSigningKey: publicKeyRef(server.serverKey),
    administratorSigningKey: publicKeyRef(administratorKey),
    reviewKeys: [...reviewKeys].map(([areaId, key]) => ({
      areaId,
      epoch: 1,
      publicKey: publicKeyRef(key),
    })),
    ...changes,
  };
  return {
    pack,
    packBytes: await signMessage(administratorKey, 'programme-pack', pack),
    reviewKeys,
  };
}

/** Sends a party's request with its code. */
export async function submit(
  server: TestServer,
  party: Party,
  bootstrap?: { readonly grant: Bytes; readonly pack: Bytes },
): Promise<Answer> {
  return call(server.app, 'POST', ROUTES.submitRequest, {
    body: {
      code: party.person.code,
      request: toBase64Url(party.request),
      ...(bootstrap && {
        bootstrap: { grant: toBase64Url(bootstrap.grant), pack: toBase64Url(bootstrap.pack) },
      }),
    },
  });
}

/** The first administrator, who publishes the programme. */
export async function bootstrap(server: TestServer): Promise<Administrator> {
  const party = await makeParty(await server.addPerson('administrator', ['highlands']));
  const made = await makePack(server, party.operatorKey);
  const grant = await makeGrant(party.operatorKey, party);
  const answer = await submit(server, party, { grant, pack: made.packBytes });
  if (answer.status !== 200) throw new Error(`bootstrap refused: ${answer.code}`);
  return { ...activate(server, party), ...made };
}

/** A new person, provisioned and approved. */
export async function provision(
  server: TestServer,
  administrator: Administrator,
  role: Role,
  areaIds: readonly string[],
  deviceKey?: SigningKey,
): Promise<ActiveParty> {
  return provisionPerson(server, administrator, await server.addPerson(role, areaIds), deviceKey);
}

/** As `provision`, for a person who is listed already. */
export async function provisionPerson(
  server: TestServer,
  administrator: Administrator,
  person: TestPerson,
  deviceKey?: SigningKey,
): Promise<ActiveParty> {
  const party = await makeParty(person, deviceKey);
  await submit(server, party);
  const grant = await makeGrant(administrator.operatorKey, party);
  const answer = await putGrant(administrator.operator, party, grant);
  if (answer.status !== 204) throw new Error(`grant refused: ${answer.code}`);
  return activate(server, party);
}

export async function putGrant(client: TestClient, party: Party, grant: Bytes): Promise<Answer> {
  const path = ROUTES.requestGrant.replace(':requestHash', party.requestHash);
  return client.send('PUT', path, { grant: toBase64Url(grant) });
}

function activate(server: TestServer, party: Party): ActiveParty {
  return {
    ...party,
    device: createTestClient(server.app, party.deviceKey),
    operator: createTestClient(server.app, party.operatorKey),
  };
}
