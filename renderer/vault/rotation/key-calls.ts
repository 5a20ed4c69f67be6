import {
  createKeyManager,
  createKeyVocabulary,
  createProviderRegistry,
  rotationStatus,
  type KeyManager,
  type KeyRef,
} from '../../../shared/crypto/index.ts';
import { dataKeysOf } from '../database/vault-rows.ts';
import type { KeyOverview, KeyRenewal, KeysApi, KeySummary } from '../keys-api.ts';
import type { KeyRings } from '../keys/key-rings.ts';
import { ringNamed, RING_NAMES, VAULT_RINGS } from '../keys/vault-rings.ts';
import { createVaultKeyProvider } from '../keys/vault-key-provider.ts';
import {
  requireSession,
  requireStore,
  type OpenSession,
  type VaultContext,
} from '../vault-context.ts';
import { destroyRetiredKeys } from './destroy-keys.ts';
import type { JobRow } from './job-rows.ts';
import type { KeyWork } from './key-work.ts';
import { reEncrypt } from './re-encrypt.ts';
import { rotateKeys } from './rotate-keys.ts';

/** The calls, and what the unlock does. */
interface KeyCalls {
  readonly calls: KeysApi;
  /** Takes up a renewal that was broken off, and begins one for keys past their grace. Never rejects. */
  readonly resume: () => Promise<void>;
}

/** A renewal under way, of the session whose rings these are. */
interface Run {
  readonly rings: KeyRings;
  readonly ended: Promise<void>;
  isStopped: boolean;
}

/** The calls of Settings, "Encryption keys". One renewal runs at a time in a session; whoever asks there joins it. */
export function createKeyCalls(context: VaultContext): KeyCalls {
  let running: Run | null = null;
  const isRunning = (session: OpenSession): boolean => running?.rings === session.rings;

  function renew(session: OpenSession, begin: (work: KeyWork) => Promise<void>): Promise<void> {
    if (running !== null && isRunning(session)) return running.ended;
    // One of a session that was locked ends after its chunk; whoever unlocked since gets a renewal of their own.
    if (running !== null) running.isStopped = true;
    const isOver = (): boolean => own.isStopped || context.session?.rings !== session.rings;
    const own: Run = {
      rings: session.rings,
      isStopped: false,
      ended: run(session, begin, isOver).finally(() => {
        if (running !== own) return;
        running = null;
        context.emit({ type: 'keys-changed', renewal: null });
      }),
    };
    running = own;
    return own.ended;
  }

  async function run(
    session: OpenSession,
    begin: (work: KeyWork) => Promise<void>,
    isStopped: () => boolean,
  ): Promise<void> {
    const work = keyWork(context, session);
    await begin(work);
    await reEncrypt(work, {
      isStopped,
      onProgress: ({ done, total }) => {
        // What ends after a lock tells nothing to whoever has unlocked since.
        if (isStopped()) return;
        context.emit({ type: 'keys-changed', renewal: { done, total, isRunning: true } });
      },
    });
  }

  const calls: KeysApi = {
    async keyOverview() {
      const session = requireSession(context);
      return overview(context, session, isRunning(session));
    },
    async renewKeys() {
      const session = requireSession(context);
      await renew(session, async (work) => {
        if ((await unfinished(work)) === undefined) await rotateAll(context, session, work);
      });
    },
    stopRenewal() {
      if (running !== null) running.isStopped = true;
      return Promise.resolve();
    },
    async destroyRetiredKeys() {
      return destroyRetiredKeys(keyWork(context, requireSession(context)));
    },
  };

  async function resume(): Promise<void> {
    const { session } = context;
    if (session === null) return;
    try {
      const { keys, renewal } = await overview(context, session, false);
      const isOverdue = keys.some((key) => key.state === 'overdue' && ringNamed(key) !== undefined);
      if (renewal === null && !isOverdue) return;
      await renew(session, async (work) => {
        // What was typed is never refused: the vault's own keys renew themselves once they are past their grace.
        if (renewal === null) await rotateKeys(work, VAULT_REFS);
      });
    } catch {
      // It is taken up again at the next unlock; Settings shows that it is not finished.
    }
  }

  return { calls, resume };
}

/** The key manager over an open vault, with the purposes of its programme. */
export function keyManagerOf(context: VaultContext, session: OpenSession): KeyManager {
  return createKeyManager({
    vocabulary: createKeyVocabulary(session.programme?.pack.keyPurposes ?? []),
    providerFor: createProviderRegistry(createVaultKeyProvider(keyWork(context, session))),
    audit: (event) => session.audit.append(event),
    now: context.deps.now,
  });
}

const VAULT_REFS: readonly KeyRef[] = RING_NAMES.map((name) => ({
  purpose: VAULT_RINGS[name].purpose,
  keyId: VAULT_RINGS[name].keyId,
}));

function keyWork(context: VaultContext, session: OpenSession): KeyWork {
  return {
    store: requireStore(context),
    operatorId: session.operator.operatorId,
    vaultKeys: session.vaultKeys,
    rings: session.rings,
    audit: session.audit,
    now: context.deps.now,
  };
}

/** The vault's own keys at once, so that one pass seals everything anew; then each of the programme's. */
async function rotateAll(
  context: VaultContext,
  session: OpenSession,
  work: KeyWork,
): Promise<void> {
  await rotateKeys(work, VAULT_REFS);
  const manager = keyManagerOf(context, session);
  for (const ref of await keyRefs(work)) {
    if (ringNamed(ref) === undefined) await manager.rotateKey(ref);
  }
}

async function overview(
  context: VaultContext,
  session: OpenSession,
  isRunning: boolean,
): Promise<KeyOverview> {
  const work = keyWork(context, session);
  const vocabulary = createKeyVocabulary(session.programme?.pack.keyPurposes ?? []);
  const provider = createVaultKeyProvider(work);
  const keys: KeySummary[] = [];
  let retired = 0;
  for (const ref of await keyRefs(work)) {
    const versions = (await provider.versions(ref)) ?? [];
    const current = versions.find((version) => version.state === 'current');
    retired += versions.filter((version) => version.state === 'retired').length;
    if (current === undefined) continue;
    const { state, dueAt } = rotationStatus(
      vocabulary.find(ref.purpose),
      current.createdAt,
      context.deps.now(),
    );
    const { version, createdAt } = current;
    keys.push({ ...ref, version, createdAt, dueAt, state, olderVersions: versions.length - 1 });
  }
  return { keys, retired, renewal: renewalOf(await unfinished(work), isRunning) };
}

async function keyRefs({ store, operatorId }: KeyWork): Promise<readonly KeyRef[]> {
  const rows = await dataKeysOf(store, operatorId).toArray();
  return rows.map(({ purpose, keyId }) => ({ purpose, keyId }));
}

async function unfinished({ store, operatorId }: KeyWork): Promise<JobRow | undefined> {
  return store.jobs.get([operatorId, 're-encrypt']);
}

function renewalOf(job: JobRow | undefined, isRunning: boolean): KeyRenewal | null {
  return job === undefined ? null : { done: job.done, total: job.total, isRunning };
}
