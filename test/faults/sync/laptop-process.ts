/**
 * A laptop of the runs as a process of its own: the vault as the worker has it, over a store on disk, speaking real HTTP.
 * It is told what to do by messages, and killed at any moment.
 */
import { createVaultParts } from '../../../renderer/vault/create-vault.ts';
import { requireStore } from '../../../renderer/vault/vault-context.ts';
import { MINIMUM_ARGON2_COST, randomBytes } from '../../../shared/crypto/index.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { makePeople } from '../people.ts';
import { randomFor } from '../random-for.ts';
import { openDiskStore } from './disk-store.ts';
import type { LaptopAnswer, LaptopOrder, LaptopView } from './laptop-messages.ts';

const [folder = '', serverUrl = ''] = process.argv.slice(2);
const PASSPHRASE = 'field of barley 41 faults';
const DATABASE = 'fieldseal';
/** Of the waits between two tries so much is waited, so that a run takes seconds. */
const HURRY = 0.02;
const SHARE_BYTES = 32;
/** One in so many people has a photo. */
const PEOPLE_FOR_A_PHOTO = 4;
const PHOTO_BYTES = 6000;

const { vault, context } = createVaultParts({
  databaseName: DATABASE,
  database: await openDiskStore(folder, DATABASE),
  fetch,
  now: () => new Date(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds * HURRY)),
  argon2Cost: () => Promise.resolve(MINIMUM_ARGON2_COST),
});

async function obey(order: LaptopOrder): Promise<unknown> {
  switch (order.order) {
    case 'open':
      return vault.start({
        relyingParty: { rpId: 'localhost', origin: serverUrl },
        gatedUnlock: false,
        // What the host keeps for the laptop; the same at each start.
        deviceShare: new Uint8Array(SHARE_BYTES).fill(7),
      });
    case 'set-up': {
      const { operatorId } = await vault.claimCode(serverUrl, order.code);
      await vault.createOperator(order.code, PASSPHRASE, { tier: 'passphrase-only' });
      return operatorId;
    }
    case 'approve':
      for (const { requestHash } of await vault.listRequests()) {
        await vault.approveRequest(requestHash);
      }
      return null;
    case 'accept':
      await vault.checkGrant();
      return vault.acceptGrant();
    case 'unlock':
      await vault.beginUnlock(order.operatorId);
      await vault.unlock(order.operatorId, PASSPHRASE, { tier: 'passphrase-only' });
      return null;
    case 'enrol':
      return enrol(order.count, order.seed);
    case 'sync':
      return vault.sync();
    case 'look':
      return look(order.withAudit);
  }
}

async function enrol(count: number, seed: number): Promise<void> {
  const { enrolmentAreaIds } = await vault.programme();
  const consent = {
    noticeLanguage: 'en',
    answers: { registration: 'given', contact: 'given', 'identity-photo': 'given' },
    method: 'electronic',
    witness: '',
    signaturePath: '',
  } as const;
  const people = makePeople(randomFor(seed, 'people'), count, enrolmentAreaIds);
  for (const [index, { answers: told }] of people.entries()) {
    const photo = { mediaType: 'image/jpeg', bytes: randomBytes(PHOTO_BYTES) };
    const answers = index % PEOPLE_FOR_A_PHOTO === 0 ? { ...told, photo } : told;
    const draft = await vault.createDraft('en');
    await vault.saveDraft({ ...draft, step: 'check', consent, answers });
    const { recordId } = await vault.sealDraft(draft.id);
    const attached = await requireStore(context).attachments.get({ recordId });
    await say({ type: 'saved', recordId, photo: attached?.hash ?? null });
  }
}

async function look(withAudit: boolean): Promise<LaptopView> {
  const store = requireStore(context);
  const records = await store.records.toArray();
  const photos = await store.attachments.toArray();
  const verdict = withAudit ? await vault.verifyActivity() : undefined;
  return {
    deviceId: (await store.read('device'))?.deviceId ?? '',
    records: records.map(({ recordId, version, state, refusal, itemHash, viewKey }) => ({
      recordId,
      version,
      state,
      refusal,
      itemHash,
      hasKey: viewKey !== null,
    })),
    waitingBatches: await store.batches.where({ state: 'waiting' }).count(),
    waitingPhotos: photos.filter(({ state }) => state !== 'received').length,
    receivedPhotos: photos.filter(({ state }) => state === 'received').map(({ hash }) => hash),
    auditProblems: verdict === undefined ? null : namesOf(verdict),
  };
}

function namesOf(verdict: Awaited<ReturnType<typeof vault.verifyActivity>>): readonly string[] {
  if (verdict === null) return ['not checked to its end'];
  return verdict.problems.map(({ problem, sequence }) => `${problem} at ${String(sequence)}`);
}

function say(answer: LaptopAnswer): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(answer, undefined, undefined, () => resolve());
  });
}

process.on('message', (message: { readonly id: number; readonly order: LaptopOrder }) => {
  const { id, order } = message;
  obey(order).then(
    (value) => say({ type: 'answer', id, value: value ?? null }),
    (error: unknown) => say({ type: 'refused', id, code: codeOf(error) }),
  );
});

/** What is not one of our errors is a mistake, and must be seen as one. */
function codeOf(error: unknown): string {
  return error instanceof FieldsealError ? error.code : `not a coded error: ${String(error)}`;
}
