import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { FastifyInstance } from 'fastify';
import { createVaultParts } from '../../renderer/vault/create-vault.ts';
import type { Draft, Verdict, VaultApi } from '../../renderer/vault/vault-api.ts';
import type { VaultContext } from '../../renderer/vault/vault-context.ts';
import type { Answers } from '../../shared/forms/form-definition.ts';
import { MINIMUM_ARGON2_COST, type Argon2Cost, randomBytes } from '../../shared/crypto/index.ts';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { ORIGIN, startTestServer, type TestServer } from '../../server/test/test-server.ts';

export const PASSPHRASE = 'correct horse battery';

/** What happens to the laptop's traffic; tests replace it. */
export interface Wire {
  /** Asked before a request is passed on; answers a response of its own, throws, or undefined to pass. */
  before(request: Request): Promise<Response | undefined> | Response | undefined;
  /** Sees the answer and may exchange it. */
  after(request: Request, response: Response): Promise<Response> | Response;
}

/** A laptop: its database and host share survive `restart`, its memory does not. */
export interface Laptop {
  vault: VaultApi;
  /** What the vault's parts share, for tests that look behind its calls. */
  context: VaultContext;
  readonly wire: Wire;
  readonly indexedDB: IDBFactory;
  readonly databaseName: string;
  now: () => Date;
  /** How the vault waits; not at all. */
  wait: () => Promise<void>;
  /** Asked for each slot that is made. */
  argon2Cost: () => Promise<Argon2Cost>;
  restart(share?: Bytes): Promise<VaultApi>;
}

export const PARTY = { rpId: 'localhost', origin: ORIGIN };

/** A fetch that ends in the server without a port. */
function fetchInto(app: FastifyInstance, wire: Wire): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const answered = await wire.before(request.clone());
    if (answered !== undefined) return answered;
    const url = new URL(request.url);
    const body = Buffer.from(await request.clone().arrayBuffer());
    const answer = await app.inject({
      method: request.method as 'GET' | 'POST' | 'PUT' | 'PATCH',
      url: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(request.headers),
      ...(body.length === 0 ? {} : { payload: body }),
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
    const response = new Response(answer.statusCode === 204 ? null : copyBytes(answer.rawPayload), {
      status: answer.statusCode,
      headers,
    });
    return wire.after(request, response);
  };
}

/** `gatedUnlock`: the host verifies assertions itself and has native keys, as a desktop shell may. */
export async function startLaptop(app: FastifyInstance, gatedUnlock = false): Promise<Laptop> {
  const share = randomBytes(32);
  const wire: Wire = { before: () => undefined, after: (_request, response) => response };
  const laptop: Laptop = {
    wire,
    indexedDB: new IDBFactory(),
    databaseName: 'fieldseal-test',
    now: () => new Date(),
    wait: () => Promise.resolve(),
    argon2Cost: () => Promise.resolve(MINIMUM_ARGON2_COST),
    vault: undefined as unknown as VaultApi,
    context: undefined as unknown as VaultContext,
    async restart(otherShare) {
      const { vault, context } = createVaultParts({
        databaseName: laptop.databaseName,
        database: { indexedDB: laptop.indexedDB, IDBKeyRange },
        fetch: fetchInto(app, wire),
        now: () => laptop.now(),
        wait: () => laptop.wait(),
        argon2Cost: () => laptop.argon2Cost(),
      });
      laptop.vault = vault;
      laptop.context = context;
      await laptop.vault.start({
        relyingParty: PARTY,
        gatedUnlock,
        nativeBound: gatedUnlock,
        deviceShare: (otherShare ?? share).slice(),
      });
      return laptop.vault;
    },
  };
  await laptop.restart();
  return laptop;
}

/** Sets a person up on a laptop by passphrase; the session is open afterwards. Answers the operator's id. */
export async function setUp(laptop: Laptop, code: string): Promise<string> {
  const person = await laptop.vault.claimCode(ORIGIN, code);
  await laptop.vault.createOperator(code, PASSPHRASE, { tier: 'passphrase-only' });
  return person.operatorId;
}

export async function unlock(laptop: Laptop, operatorId: string): Promise<void> {
  await laptop.vault.beginUnlock(operatorId);
  await laptop.vault.unlock(operatorId, PASSPHRASE, { tier: 'passphrase-only' });
}

/** Approves everything that waits, then lets the laptop's operator accept. */
export async function approve(administrator: Laptop, laptop: Laptop): Promise<void> {
  for (const request of await administrator.vault.listRequests()) {
    await administrator.vault.approveRequest(request.requestHash);
  }
  await laptop.vault.checkGrant();
  await laptop.vault.acceptGrant();
}

/** A programme with one laptop for each role, all unlocked. */
export interface World {
  readonly server: TestServer;
  readonly office: Laptop;
  readonly field: Laptop;
  readonly desk: Laptop;
  readonly enumeratorId: string;
  readonly supervisorId: string;
}

export async function createWorld(): Promise<World> {
  const server = await startTestServer();
  const office = await startLaptop(server.app);
  const field = await startLaptop(server.app);
  const desk = await startLaptop(server.app);
  await setUp(office, (await server.addPerson('administrator', ['highlands'])).code);
  const enumeratorId = await setUp(field, (await server.addPerson('enumerator', ['nahr'])).code);
  await approve(office, field);
  const supervisorId = await setUp(
    desk,
    (await server.addPerson('supervisor', ['highlands'])).code,
  );
  await approve(office, desk);
  return { server, office, field, desk, enumeratorId, supervisorId };
}

export const ALL_GIVEN = {
  registration: 'given',
  contact: 'given',
  'identity-photo': 'refused',
} as const;

export async function makeDraft(laptop: Laptop, answers: Answers): Promise<Draft> {
  const { enrolmentAreaIds } = await laptop.vault.programme();
  const draft = await laptop.vault.createDraft('en');
  const filled: Draft = {
    ...draft,
    step: 'check',
    consent: { ...draft.consent, answers: ALL_GIVEN, method: 'electronic' },
    answers: {
      familyName: 'Haddad',
      givenName: 'Layla',
      birthDate: { precision: 'day', value: '1990-04-01' },
      sex: 'female',
      area: enrolmentAreaIds[0] ?? '',
      ...answers,
    },
  };
  await laptop.vault.saveDraft(filled);
  return filled;
}

/** Enrols a person; answers the record's id. */
export async function enrol(laptop: Laptop, answers: Answers = {}): Promise<string> {
  const draft = await makeDraft(laptop, answers);
  return (await laptop.vault.sealDraft(draft.id)).recordId;
}

/** The supervisor decides on everything that waits. */
export async function reviewAll(desk: Laptop, verdict: Verdict): Promise<number> {
  const queue = await desk.vault.reviewQueue(0, 50);
  return desk.vault.decide(
    queue.items.map((item) => item.record.id),
    verdict,
  );
}
