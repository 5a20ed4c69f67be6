import { holdAssignments } from '../../shared/access/held-assignment.ts';
import type { AuditEvent } from '../../shared/audit/audit-event.ts';
import type { SigningKey } from '../../shared/crypto/index.ts';
import { undated } from '../../shared/domain/assignment.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import type { Role } from '../../shared/domain/role.ts';
import { fromBase64Url } from '../../shared/encoding/bytes.ts';
import type { Voucher } from '../../shared/sync/http-api.ts';
import { createMutex } from '../../renderer/vault/mutex.ts';
import { createRecoveryAdministrationCalls } from '../../renderer/vault/recovery/recovery-administration.ts';
import type { KeyWork } from '../../renderer/vault/rotation/key-work.ts';
import type { OpenSession, VaultContext } from '../../renderer/vault/vault-context.ts';
import { NOW, openKeys, OPERATOR_ID } from './open-keys.ts';
import { administrator, pack } from './recovery-programme.ts';
import { standInServer, type StandInServer } from './stand-in-server.ts';
import { vouch } from './vouch.ts';

/** A laptop that the founding administrator of the sample programme is signed in on. */
export interface RecoveryOffice {
  readonly context: VaultContext;
  readonly work: KeyWork;
  readonly server: StandInServer;
  /** What the vault has told the screens. */
  readonly told: unknown[];
  /** What was written to the chain of whoever is signed in. */
  readonly events: AuditEvent[];
  readonly voucher: Voucher;
  readonly calls: ReturnType<typeof createRecoveryAdministrationCalls>;
  /** Somebody else signs in: by role, programme and key. */
  signIn(role: Role, content?: ProgrammePack, signing?: SigningKey): void;
}

/** Sets one up; nothing of it is shared with another. */
export async function makeRecoveryOffice(): Promise<RecoveryOffice> {
  const work = await openKeys();
  const server = standInServer();
  const told: unknown[] = [];
  const events: AuditEvent[] = [];
  const voucher = await vouch(administrator, 'administrator', administrator);
  const context = {
    store: work.store,
    deps: { now: () => NOW },
    writes: createMutex(),
    api: server.api,
    audit: { append: async (event: AuditEvent) => void events.push(event) },
    emit: (event: unknown) => told.push(event),
  } as unknown as VaultContext;
  const { kid, publicKey } = administrator;
  const signIn: RecoveryOffice['signIn'] = (role, content = pack, signing = administrator) => {
    context.session = {
      operator: {
        operatorId: OPERATOR_ID,
        role,
        serverUrl: 'http://localhost:8440',
        request: fromBase64Url(voucher.request),
        grant: fromBase64Url(voucher.grant),
      },
      operatorKeys: { signing },
      rings: work.rings,
      programme: {
        pack: content,
        held: holdAssignments([undated(role, ['region'])]),
        serverTimeSeen: 0,
        newestPack: 1,
        administrator: { kid, publicKey },
        reviewKeys: [],
        sender: { drop: () => undefined },
      },
    } as unknown as OpenSession;
  };
  signIn('administrator');
  const calls = createRecoveryAdministrationCalls(context);
  return { context, work, server, told, events, voucher, calls, signIn };
}
