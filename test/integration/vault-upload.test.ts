import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealMany } from '../../renderer/vault/records/seal-many.ts';
import { enrolmentOf, samplePeople } from '../bench/page/sample-people.ts';
import { createWorld, type World } from './world.ts';

/** So many that their batch goes in pieces. */
const PEOPLE = 80;

let world: World;
let seed = 0;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.server.close());
beforeEach(async () => {
  const { field } = world;
  field.wire.before = () => undefined;
  field.wire.after = (_request, response) => response;
  const { enrolmentAreaIds, notice } = await field.vault.programme();
  const contents = samplePeople(++seed, PEOPLE).map((person) =>
    enrolmentOf(person, enrolmentAreaIds[0] ?? '', notice.version),
  );
  await sealMany(field.context, contents);
});

const isPiece = (request: Request): boolean => request.method === 'PATCH';

async function leftAtServer(): Promise<number> {
  return (await world.server.db.selectFrom('uploads').select('received').execute()).length;
}

describe('a large batch', () => {
  it('goes in pieces, is taken once, and leaves nothing behind', async () => {
    const requests: string[] = [];
    const sent: number[] = [];
    world.field.wire.before = (request) => {
      requests.push(request.method);
      return undefined;
    };
    await world.field.vault.subscribe((event) => {
      if (event.type === 'sync-progress') sent.push(event.progress.bytesSent);
    });
    expect(await world.field.vault.sync()).toMatchObject({ batches: 1, accepted: PEOPLE });
    expect(Math.max(...sent)).toBeGreaterThan(128 * 1024);
    expect(requests.filter((method) => method === 'PATCH').length).toBeGreaterThan(1);
    expect(await leftAtServer()).toBe(0);
  });

  it('goes on after lost requests, lost answers and a portal that says yes to everything', async () => {
    const { wire } = world.field;
    let pieces = 0;
    wire.before = (request) => {
      if (!isPiece(request)) return undefined;
      pieces += 1;
      if (pieces === 1) throw new TypeError('fetch failed');
      return pieces === 3 ? new Response('<p>Welcome</p>') : undefined;
    };
    wire.after = (request, response) => {
      if (isPiece(request) && pieces === 2) throw new TypeError('fetch failed');
      return response;
    };
    expect(await world.field.vault.sync()).toMatchObject({ batches: 1, accepted: PEOPLE });
    expect(pieces).toBeGreaterThan(3);
    expect(await leftAtServer()).toBe(0);
  });

  it('whose last answer is lost is asked for its receipt, not sent again', async () => {
    const { wire } = world.field;
    let isLost = false;
    let bytesAfter = 0;
    wire.after = async (request, response) => {
      if (isLost && isPiece(request)) bytesAfter += 1;
      const isTaken = isPiece(request) && (await leftAtServer()) === 0;
      if (!isTaken) return response;
      isLost = true;
      throw new TypeError('fetch failed');
    };
    expect(await world.field.vault.sync()).toMatchObject({ batches: 1, accepted: PEOPLE });
    expect([isLost, bytesAfter]).toEqual([true, 0]);
  });

  it('that can’t get through waits, and the next sync goes on in the middle', async () => {
    const { wire } = world.field;
    let pieces = 0;
    wire.before = (request) => {
      if (isPiece(request) && ++pieces > 1) throw new TypeError('fetch failed');
      return undefined;
    };
    await expect(world.field.vault.sync()).rejects.toMatchObject({ code: 'sync.offline' });
    const { received } = await world.server.db
      .selectFrom('uploads')
      .select('received')
      .executeTakeFirstOrThrow();
    expect(received).toBeGreaterThan(0);
    const starts: (string | null)[] = [];
    wire.before = (request) => {
      if (isPiece(request)) starts.push(request.headers.get('upload-offset'));
      return undefined;
    };
    expect(await world.field.vault.sync()).toMatchObject({ batches: 1, accepted: PEOPLE });
    expect(starts[0]).toBe(String(received));
  });

  it('of a laptop that was revoked in the middle is refused, and stays on it', async () => {
    const { field, office } = world;
    const deviceId = field.context.host?.deviceKey?.kid ?? '';
    let isRevoked = false;
    field.wire.before = async (request) => {
      if (isPiece(request) && !isRevoked) {
        isRevoked = true;
        await office.vault.revokeDevice(deviceId);
      }
      return undefined;
    };
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.device-revoked' });
    // The next one is told the same, at its first request.
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.device-revoked' });
    expect((await field.vault.counts()).byState['in-batch']).toBe(PEOPLE);
    expect(await leftAtServer()).toBeLessThanOrEqual(1);
  });
});
