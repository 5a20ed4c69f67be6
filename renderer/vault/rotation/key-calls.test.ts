import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../shared/audit/audit-event.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import {
  addContent,
  NOW,
  openKeys,
  OPERATOR_ID,
  refOf,
  watchEvents,
} from '../../../test/support/open-keys.ts';
import type { KeyRings } from '../keys/key-rings.ts';
import { randomRing, sealRing } from '../keys/ring-state.ts';
import { RING_NAMES } from '../keys/vault-rings.ts';
import type { OpenSession, VaultContext } from '../vault-context.ts';
import type { VaultEvent } from '../vault-api.ts';
import { createKeyCalls, keyManagerOf } from './key-calls.ts';
import type { KeyWork } from './key-work.ts';
import { rotateKeys } from './rotate-keys.ts';

const PHOTOS = { purpose: 'photos', keyId: 'main' };
const DAY = 86_400_000;

let work: KeyWork;
let context: VaultContext;
let now: Date;
/** What the vault tells the screens, and what `onEvent` does at each. */
let told: VaultEvent[];
let onEvent: (event: VaultEvent) => void;
let events: AuditEvent[];

function sessionOf(of: KeyWork, purposes?: ProgrammePack['keyPurposes']): OpenSession {
  const programme = purposes === undefined ? null : { pack: { keyPurposes: purposes } };
  const { vaultKeys, rings, audit } = of;
  return {
    operator: { operatorId: of.operatorId },
    vaultKeys,
    rings,
    audit,
    programme,
  } as unknown as OpenSession;
}

beforeEach(async () => {
  const keys = await openKeys();
  ({ watched: work, events } = watchEvents(keys));
  now = NOW;
  told = [];
  onEvent = () => undefined;
  context = {
    store: work.store,
    session: sessionOf(work),
    deps: { now: () => now },
    emit(event: VaultEvent) {
      told.push(event);
      onEvent(event);
    },
  } as unknown as VaultContext;
  await addContent(work, 'a');
});

const versions = (): readonly number[] =>
  RING_NAMES.map((name) => work.rings.versions(name).at(-1)!.version);

describe('the overview', () => {
  test('names every key, when it is due, and what is older', async () => {
    const { calls } = createKeyCalls(context);
    const dueAt = new Date(NOW.getTime() + 365 * DAY).toISOString();
    const first = {
      version: 1,
      createdAt: NOW.toISOString(),
      dueAt,
      state: 'fine',
      olderVersions: 0,
    };
    expect(await calls.keyOverview()).toEqual({
      keys: [
        { ...refOf('operator'), ...first },
        { ...refOf('drafts'), ...first },
        { ...refOf('records'), ...first },
      ],
      retired: 0,
      renewal: null,
    });
    await calls.renewKeys();
    await calls.renewKeys();
    const { keys, retired } = await calls.keyOverview();
    expect(keys.map(({ version, olderVersions }) => [version, olderVersions])).toEqual(
      Array(3).fill([3, 2]),
    );
    expect(retired).toBe(6);
    expect(await calls.destroyRetiredKeys()).toBe(6);
    expect((await calls.keyOverview()).retired).toBe(0);
  });

  test('leaves out a key without a current version: it seals nothing', async () => {
    const ring = randomRing(NOW);
    const kept = { ...ring, versions: [{ ...ring.versions[0]!, state: 'kept' as const }] };
    const ref = { purpose: 'pii', keyId: 'x' };
    await work.store.dataKeys.add(await sealRing(work.vaultKeys.keysKey, OPERATOR_ID, ref, kept));
    const { keys } = await createKeyCalls(context).calls.keyOverview();
    expect(keys).toHaveLength(3);
  });

  test('is nobody’s when the vault is locked', async () => {
    context.session = null;
    const { calls, resume } = createKeyCalls(context);
    for (const call of [
      () => calls.keyOverview(),
      () => calls.renewKeys(),
      () => calls.destroyRetiredKeys(),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'vault.locked' });
    }
    await resume();
    expect(told).toEqual([]);
  });
});

describe('a renewal', () => {
  test('tells how far it is, and that it is over', async () => {
    await work.store.operators.update(OPERATOR_ID, { drafts: 1 });
    const { calls } = createKeyCalls(context);
    await calls.renewKeys();
    const step = (done: number) => ({
      type: 'keys-changed',
      renewal: { done, total: 2, isRunning: true },
    });
    expect(told).toEqual([
      step(0),
      step(1),
      step(1),
      step(2),
      { type: 'keys-changed', renewal: null },
    ]);
  });

  test('is joined by who asks while it runs, and is one', async () => {
    const { calls } = createKeyCalls(context);
    const first = calls.renewKeys();
    const second = calls.renewKeys();
    expect((await calls.keyOverview()).renewal?.isRunning ?? true).toBe(true);
    await Promise.all([first, second]);
    expect(versions()).toEqual([2, 2, 2]);
    expect((await calls.keyOverview()).renewal).toBeNull();
  });

  test('of the programme’s keys too, each with an event of its own', async () => {
    const { keysKey } = work.vaultKeys;
    await work.store.dataKeys.add(await sealRing(keysKey, OPERATOR_ID, PHOTOS, randomRing(NOW)));
    const purpose = { code: 'photos', rotationDays: 10, graceDays: 5, requiresHardware: false };
    context.session = sessionOf(work, [purpose]);
    const { calls } = createKeyCalls(context);
    await calls.renewKeys();
    const { keys } = await calls.keyOverview();
    expect(keys.map(({ version }) => version)).toEqual([2, 2, 2, 2]);
    const rotated = events.filter(({ kind }) => kind === 'keys.rotated');
    expect(rotated.map(({ count }) => count)).toEqual([3, 1]);
  });

  test('that is stopped stays where it is; the next one goes on with it', async () => {
    const { calls } = createKeyCalls(context);
    await calls.stopRenewal();
    onEvent = () => void calls.stopRenewal();
    await calls.renewKeys();
    expect((await calls.keyOverview()).renewal).toEqual({ done: 0, total: 1, isRunning: false });
    expect(told).toHaveLength(2);
    onEvent = () => undefined;
    await calls.renewKeys();
    expect(versions()).toEqual([2, 2, 2]);
    expect((await calls.keyOverview()).renewal).toBeNull();
  });

  test('tells nothing and ends once its session is over', async () => {
    const { calls } = createKeyCalls(context);
    onEvent = () => (context.session = null);
    await calls.renewKeys();
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual({ type: 'keys-changed', renewal: null });
    expect(await work.store.jobs.count()).toBe(1);
  });

  test('tells nothing of the chunk that a lock falls into', async () => {
    const rings = Object.assign(Object.create(work.rings) as KeyRings, {
      seal: ((...args) => {
        context.session = null;
        return work.rings.seal(...args);
      }) satisfies KeyRings['seal'],
    });
    context.session = sessionOf({ ...work, rings });
    await createKeyCalls(context).calls.renewKeys();
    expect(told).toMatchObject([{ renewal: { done: 0 } }, { renewal: null }]);
  });

  test('of who unlocks meanwhile is one of their own', async () => {
    const other = await openKeys(work.store, 'another');
    const { calls } = createKeyCalls(context);
    const second: Promise<void>[] = [];
    onEvent = () => {
      if (second.length > 0) return;
      context.session = sessionOf(other);
      second.push(calls.renewKeys());
    };
    await calls.renewKeys();
    await Promise.all(second);
    expect(versions()).toEqual([2, 2, 2]);
    expect(other.rings.versions('drafts')).toHaveLength(2);
    const left = await work.store.jobs.toArray();
    expect(left.map(({ operatorId }) => operatorId)).toEqual([OPERATOR_ID]);
    expect(
      told.filter((event) => event.type === 'keys-changed' && event.renewal === null),
    ).toHaveLength(1);
  });
});

describe('at an unlock', () => {
  test('nothing is begun while keys are fine or merely due', async () => {
    const { resume } = createKeyCalls(context);
    await resume();
    expect(versions()).toEqual([1, 1, 1]);
    expect(told).toEqual([]);
  });

  test('a renewal that was broken off is taken up, and no second one made', async () => {
    await rotateKeys(work, [refOf('drafts')]);
    const { resume } = createKeyCalls(context);
    await resume();
    expect(versions()).toEqual([2, 1, 1]);
    expect(await work.store.jobs.count()).toBe(0);
    expect(told.at(-1)).toEqual({ type: 'keys-changed', renewal: null });
  });

  test('the vault’s keys renew themselves once they are past their grace', async () => {
    now = new Date(NOW.getTime() + 3650 * DAY);
    const { calls, resume } = createKeyCalls(context);
    expect((await calls.keyOverview()).keys.map(({ state }) => state)).toEqual(
      Array(3).fill('overdue'),
    );
    await resume();
    expect(versions()).toEqual([2, 2, 2]);
  });

  test('one of them that is past its grace is enough', async () => {
    now = new Date(NOW.getTime() + 3650 * DAY);
    await rotateKeys({ ...work, now: () => now }, [refOf('drafts'), refOf('records')]);
    await work.store.jobs.clear();
    await createKeyCalls(context).resume();
    expect(versions()).toEqual([3, 3, 2]);
  });

  test('a key of the programme past its grace is left to the programme', async () => {
    const { keysKey } = work.vaultKeys;
    now = new Date(NOW.getTime() + 3650 * DAY);
    await rotateKeys({ ...work, now: () => now }, RING_NAMES.map(refOf));
    await work.store.jobs.clear();
    await work.store.dataKeys.add(
      await sealRing(keysKey, OPERATOR_ID, { purpose: 'pii', keyId: 'x' }, randomRing(NOW)),
    );
    const { calls, resume } = createKeyCalls(context);
    expect((await calls.keyOverview()).keys.map(({ state }) => state)).toContain('overdue');
    await resume();
    expect(versions()).toEqual([2, 2, 2]);
  });

  test('what fails is left for the next one', async () => {
    await rotateKeys(work, [refOf('drafts')]);
    await work.store.operators.delete(OPERATOR_ID);
    const { resume } = createKeyCalls(context);
    await resume();
    expect(await work.store.jobs.count()).toBe(1);
  });
});

test('the key manager over an open vault knows the purposes of its programme', async () => {
  const photos = { code: 'photos', rotationDays: 10, graceDays: 5, requiresHardware: false };
  const unknown = keyManagerOf(context, context.session!);
  await expect(unknown.rotateKey(PHOTOS)).rejects.toMatchObject({ code: 'keys.purpose-unknown' });
  const known = keyManagerOf(context, sessionOf(work, [photos]));
  await expect(known.rotateKey(PHOTOS)).rejects.toMatchObject({ code: 'keys.key-unknown' });
});

test('the key manager over an open vault writes what it is used for to the operator’s chain', async () => {
  const before = await work.store.audit.count();
  await keyManagerOf(context, context.session!).getKey(refOf('drafts'));
  expect(await work.store.audit.count()).toBe(before + 1);
});
